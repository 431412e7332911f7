// One resource at a time into the staging area.

import FHIR

extension ImportSession {
    mutating func stage(_ resource: Resource, _ place: ImportPlace, aliases: [String: String]?) throws {
        switch resource {
        case .patient(let patient):
            try stage(patient, place, isInBulk: aliases == nil)
        case .medication(let medication):
            guard !medication.id.isEmpty, let code = medication.code else { return }
            medications[medication.id] = code.allCodings
        case .other(let type):
            summary.unused[type, default: 0] += 1
        case .operationOutcome:
            summary.unused["OperationOutcome", default: 0] += 1
        default:
            guard var mapped = try EventMapping.map(resource) else { return }
            mapped.resolve(aliases ?? [:])
            try stage(mapped, place, isInBulk: aliases == nil)
        }
    }

    private mutating func stage(_ patient: PatientResource, _ place: ImportPlace, isInBulk: Bool) throws {
        guard !patient.id.isEmpty else {
            throw MappingError(reason: .noID, message: "this Patient has no id: its events could not find it")
        }
        let index = staging.index(of: patient.id, at: place)
        staging.update(index) { staged in
            if staged.resource != nil { summary.patients.repeated += 1 }
            staged.resource = patient
            if isInBulk { staged.isInBulk = true }
        }
        let source = EventSource(
            resourceType: "Patient", resourceID: patient.id, file: files[place.file].name, line: place.line)
        let death = SourceEvent(kind: .death, codes: [], start: patient.deceased, source: source)
        try staging.add(patient.isDeceased ? [death] : [], of: source, to: index, with: &encoder)
    }

    private mutating func stage(_ mapped: MappedResource, _ place: ImportPlace, isInBulk: Bool) throws {
        guard !mapped.resourceID.isEmpty else {
            throw MappingError(
                reason: .noID,
                message: "this \(mapped.resourceType) has no id: importing it again would record it twice")
        }
        if let id = mapped.medicationReference?.id, mapped.leftOut == nil {
            deferred.append(Deferred(mapped: mapped, medicationID: id, place: place, isInBulk: isInBulk))
            return
        }
        try add(mapped, place, isInBulk: isInBulk)
    }

    mutating func add(_ mapped: MappedResource, _ place: ImportPlace, isInBulk: Bool) throws {
        guard let patientID = mapped.patient?.id else {
            throw MappingError(
                reason: .noSubject, message: "this \(mapped.resourceType) does not refer to its patient by id")
        }
        if let reason = mapped.leftOut { summary.leftOut[reason, default: 0] += 1 }
        let index = staging.index(of: patientID, at: place)
        if isInBulk { bulkKinds.insert(EventKinds(mapped.kind)) }
        staging.update(index) { staged in
            staged.coverage.formUnion(mapped.coverage)
            staged.statedCoverage.formUnion(mapped.coverage)
            if isInBulk {
                staged.isInBulk = true
            } else {
                staged.coverage.insert(EventKinds(mapped.kind))
            }
        }
        let source = EventSource(
            resourceType: mapped.resourceType, resourceID: mapped.resourceID, file: files[place.file].name,
            line: place.line)
        try staging.add(mapped.events, of: source, to: index, with: &encoder)
    }

    /// Adds the medicines that were described elsewhere, now that everything is read.
    ///
    /// - Parameter stored: the codings of a medicine that an earlier import brought.
    mutating func resolveDeferred(_ stored: (String) throws -> [Coding]?) throws {
        let waiting = deferred
        deferred = []
        for item in waiting {
            var mapped = item.mapped
            // The words of the reference stand in for a medicine that nobody describes.
            let words = item.mapped.events.first?.codes ?? []
            let described = try medications[item.medicationID] ?? stored(item.medicationID)
            guard let codes = described ?? (words.isEmpty ? nil : words) else {
                try refuse(
                    .unknownMedication,
                    "this \(mapped.resourceType) refers to the Medication \"\(item.medicationID)\", which is neither "
                        + "in the import nor on record. Import the Medication resources too.", at: item.place)
                continue
            }
            for index in mapped.events.indices { mapped.events[index].codes = codes }
            do {
                try add(mapped, item.place, isInBulk: item.isInBulk)
            } catch let error as MappingError {
                try refuse(error.reason, error.message, at: item.place)
            }
        }
    }
}

extension MappedResource {
    /// Replaces the ids by which a bundle's entries know each other with those of their resources.
    fileprivate mutating func resolve(_ aliases: [String: String]) {
        guard !aliases.isEmpty else { return }
        if let id = patient?.id, let other = aliases[id] { patient?.reference = other }
        if let id = medicationReference?.id, let other = aliases[id] { medicationReference?.reference = other }
    }
}

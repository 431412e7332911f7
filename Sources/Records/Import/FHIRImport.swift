// Imports FHIR R4: NDJSON by type or mixed, in any order, and Bundles.
//
// The whole import is one write transaction: until it commits, readers see the old state, and an error, a cancellation
// or `kill -9` leaves it. Everything is read first and staged by patient, because events may come before their
// patients and orders before their medicines; then each patient's timeline is merged and written once.

import FHIR
import KeyValue

extension RecordStore {
    /// Imports the FHIR files at `path`, a file or a folder.
    ///
    /// A resource that is on record under the same id is replaced, so importing twice changes nothing; if its subject is
    /// another patient now, it moves to that patient's timeline.
    ///
    /// - Parameter progress: called every few thousand resources; what it throws cancels the import, as does cancelling
    ///   the task.
    /// - Throws: ``RecordError``; ``RecordError/input(_:)`` says what is wrong where. Nothing has changed then.
    @discardableResult
    public func importFHIR(
        from path: String, options: ImportOptions = ImportOptions(),
        progress: ((ImportProgress) throws -> Void)? = nil
    ) throws -> ImportSummary {
        let files = try ImportFiles.find(path)
        let clock = ContinuousClock()
        let began = clock.now
        do {
            var summary = try environment.write { transaction in
                var session = ImportSession(
                    tables: try topUp(transaction), files: files, options: options, progress: progress, began: began,
                    spillingTo: self.path)
                for number in files.indices { try session.read(number) }
                return try commit(&session, &transaction)
            }
            summary.seconds = (clock.now - began).seconds
            return summary
        } catch let error as StorageError {
            throw RecordError.storage(error)
        }
    }
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}

/// The reading half of an import.
struct ImportSession {
    /// A medicine that is described in a resource which has not been read yet.
    struct Deferred {
        let mapped: MappedResource
        let medicationID: String
        let place: ImportPlace
        let isInBulk: Bool
    }

    let files: [ImportFile]
    let options: ImportOptions
    let progress: ((ImportProgress) throws -> Void)?
    let began: ContinuousClock.Instant
    /// Codings and texts that the store has had before.
    let known: (codings: Int, texts: Int)
    var encoder: EventEncoder
    var staging: ImportStaging
    var medications: [String: [Coding]] = [:]
    var deferred: [Deferred] = []
    /// Kinds of which a file that holds many patients has events, or for which it is named.
    var bulkKinds: EventKinds = []
    var summary = ImportSummary()
    private var bytesOfFilesBefore = 0
    /// The number of resources at which progress is next reported and a cancellation noticed.
    private var nextReport = ImportLimits.resourcesBetweenReports

    init(
        tables: RecordTables, files: [ImportFile], options: ImportOptions,
        progress: ((ImportProgress) throws -> Void)?, began: ContinuousClock.Instant, spillingTo directory: String
    ) {
        staging = ImportStaging(spillingTo: directory, memoryBytes: options.memoryBytes)
        self.files = files
        self.options = options
        self.progress = progress
        self.began = began
        known = (tables.codings.count, tables.texts.count)
        encoder = EventEncoder(codings: Interner(tables.codings), texts: Interner(tables.texts))
        summary.files = files.count
        summary.bytes = files.reduce(0) { $0 + $1.bytes }
    }

    mutating func read(_ number: Int) throws {
        let file = files[number]
        if let type = file.namedType, let kind = Self.kinds[type] { bulkKinds.insert(EventKinds(kind)) }
        var reader = try DocumentReader.open(file.path)
        var parser = JSONParser()
        while let document = try reader.next() {
            let place = ImportPlace(file: number, line: document.firstLine)
            do {
                let json = try parser.parse(reader.buffer.span.bytes.extracting(document.range))
                if let bundle = Bundle(json) {
                    try take(bundle, place, reader, document)
                } else {
                    try take(json, nil, place, reader, document, aliases: nil)
                }
            } catch let error as JSONSyntaxError {
                let (line, column) = reader.place(of: error.offset, in: document)
                try refuse(.notJSON, error.message, at: ImportPlace(file: number, line: line, column: column))
            }
            try report(file, reader.readBytes)
        }
        bytesOfFilesBefore += file.bytes
    }

    private mutating func take(
        _ bundle: borrowing Bundle, _ place: ImportPlace, _ reader: borrowing DocumentReader,
        _ document: DocumentReader.Document
    ) throws {
        let aliases = bundle.aliases()
        try bundle.forEachResource { resource, id in
            try take(resource, id, place, reader, document, aliases: aliases)
        }
    }

    /// - Parameter aliases: the ids of a bundle's entries where they differ from their resources'; nil outside bundles.
    private mutating func take(
        _ json: JSONView, _ fallbackID: String?, _ place: ImportPlace, _ reader: borrowing DocumentReader,
        _ document: DocumentReader.Document, aliases: [String: String]?
    ) throws {
        summary.resources += 1
        do {
            let resource = try Resource(json, fallbackID: fallbackID)
            try stage(resource, place, aliases: aliases)
        } catch let error as ResourceError {
            let (line, column) = reader.place(of: error.offset, in: document)
            try refuse(
                .invalidResource, error.message, at: ImportPlace(file: place.file, line: line, column: column))
        } catch let error as MappingError {
            let (line, column) = reader.place(of: json.position, in: document)
            try refuse(error.reason, error.message, at: ImportPlace(file: place.file, line: line, column: column))
        }
    }

    private mutating func report(_ file: ImportFile, _ readBytes: Int) throws {
        guard summary.resources >= nextReport else { return }
        nextReport = summary.resources + ImportLimits.resourcesBetweenReports
        try Task.checkCancellation()
        try progress?(
            ImportProgress(
                file: file.name, bytes: bytesOfFilesBefore + readBytes, totalBytes: summary.bytes,
                resources: summary.resources, seconds: (ContinuousClock().now - began).seconds))
    }

    /// Counts a resource that cannot be taken, or refuses the whole import for it.
    mutating func refuse(_ reason: RefusalReason, _ message: String, at place: ImportPlace, count: Int = 1) throws {
        let problem = InputProblem(
            file: files[place.file].path, line: place.line, column: place.column, message: message)
        guard options.skipInvalid else { throw RecordError.input(problem) }
        summary.refused[reason, default: 0] += count
        if summary.problems.count < ImportLimits.problems { summary.problems.append(problem) }
    }

    /// The kinds of events that resources of a type have.
    private static let kinds: [String: EventKind] = [
        "Condition": .condition, "MedicationRequest": .medication, "MedicationStatement": .medication,
        "MedicationAdministration": .medication, "Observation": .observation, "Procedure": .procedure,
        "AllergyIntolerance": .allergy, "Immunization": .immunization, "Encounter": .encounter,
        "CarePlan": .carePlan, "Goal": .goal, "DiagnosticReport": .report,
    ]
}

// The writing half of an import: each staged patient's timeline is merged with the stored one and written once.

import FHIR
import KeyValue

extension RecordStore {
    func commit(
        _ session: inout ImportSession, _ transaction: inout Transaction<Writing>
    ) throws -> ImportSummary {
        try session.resolveDeferred { id in try medication(id, in: transaction) }
        var changes: [CodingID: Int] = [:]
        // Resources that others have now, by the patient whose timeline they leave.
        var departures: [PatientNumber: Set<ArraySlice<UInt8>>] = [:]
        var next = UInt32(try transaction.statistics(of: databases.patients).entries)
        for staged in session.staging.patients {
            let stored = try number(ofID: staged.id, in: transaction)
            if stored == nil, staged.resource == nil {
                try session.refuse(
                    .unknownPatient,
                    "the patient \"\(staged.id)\" is neither in the import nor on record "
                        + "(\(staged.resources) resources refer to it). Import the Patient resource too.",
                    at: staged.firstMention, count: staged.resources)
                continue
            }
            let number = stored ?? PatientNumber(rawValue: next)
            if stored == nil { next += 1 }
            var coverage = staged.coverage
            if staged.isInBulk { coverage.formUnion(session.bulkKinds) }
            // Of a feed of changes only what is stated in so many words is complete.
            if !session.options.isComplete { coverage = staged.statedCoverage }
            try write(staged, number, coverage, &transaction, &session.summary)
            let merge = try merge(session.staging.events(of: staged), number, &transaction, &changes)
            try session.summary.add(merge)
            let former = try databases.owners.claim(merge.resources, for: number, in: &transaction)
            for (owner, resource) in former {
                departures[owner, default: []].insert(resource)
                // It may have been on its way from here: the last patient in the import keeps it.
                departures[number]?.remove(resource)
            }
            session.summary.records.moved += former.count
        }
        for (owner, resources) in departures {
            var staged = ByteWriter()
            for resource in resources { staged.event(.removal(of: resource), after: nil) }
            _ = try merge(staged.bytes, owner, &transaction, &changes)
        }
        try write(session.encoder, after: session.known, &transaction)
        try add(changes, &transaction)
        for (id, codings) in session.medications {
            var writer = ByteWriter()
            writer.varint(codings.count)
            for coding in codings { writer.bytes += CodingFormat.encode(coding) }
            try transaction.put(Key.bytes(id: id), writer.bytes, in: databases.medications)
        }
        return session.summary
    }

    /// Writes a patient's identity and coverage.
    private func write(
        _ staged: StagedPatient, _ number: PatientNumber, _ coverage: EventKinds,
        _ transaction: inout Transaction<Writing>, _ summary: inout ImportSummary
    ) throws {
        let before = try patient(number, in: transaction)
        let coverage = coverage.union(before?.coverage ?? [])
        var after = before
        if let resource = staged.resource {
            after = Patient(resource, number: number, coverage: coverage)
        }
        after?.coverage = coverage
        guard let after else { return }
        if staged.resource != nil {
            if before == nil {
                summary.patients.new += 1
            } else if before == after {
                summary.patients.unchanged += 1
            } else {
                summary.patients.updated += 1
            }
        }
        guard before != after else { return }
        try transaction.put(Key.bytes(number), PatientFormat.encode(after), in: databases.patients)
        if before == nil {
            try transaction.put(Key.bytes(id: after.id), Key.bytes(number), in: databases.patientIDs)
        }
    }

    /// Merges staged events into a patient's timeline.
    private func merge(
        _ staged: [UInt8], _ number: PatientNumber, _ transaction: inout Transaction<Writing>,
        _ changes: inout [CodingID: Int]
    ) throws -> TimelineMerge {
        do {
            let bytes = try transaction.value(of: Key.bytes(number), in: databases.timelines)?.copy()
            let stored = try bytes.map { try EventDecoder.split(timeline: $0) } ?? []
            let merge = try TimelineMerge(stored: stored, staged: try EventDecoder.split(staged: staged))
            guard merge.isChanged else { return merge }
            for event in merge.added {
                for code in try EventDecoder.codes(of: event) { changes[code, default: 0] += 1 }
            }
            for event in merge.removed {
                for code in try EventDecoder.codes(of: event) { changes[code, default: 0] -= 1 }
            }
            let timeline = EventDecoder.encode(timeline: merge.events)
            try transaction.put(Key.bytes(number), timeline, in: databases.timelines)
            return merge
        } catch is ByteReader.Damaged {
            throw RecordError.damaged(path: path, what: "the timeline of patient \(number.rawValue)")
        }
    }

    private func write(
        _ encoder: EventEncoder, after known: (codings: Int, texts: Int), _ transaction: inout Transaction<Writing>
    ) throws {
        for (id, coding) in encoder.codings.values.enumerated().dropFirst(known.codings) {
            try transaction.put(
                Key.bytes(UInt32(id)), CodingFormat.encode(coding), in: databases.codings, mode: .append)
        }
        for (id, text) in encoder.texts.values.enumerated().dropFirst(known.texts) {
            try transaction.put(Key.bytes(UInt32(id)), Array(text.utf8), in: databases.texts, mode: .append)
        }
    }

    private func add(_ changes: [CodingID: Int], _ transaction: inout Transaction<Writing>) throws {
        for (id, change) in changes where change != 0 {
            let key = Key.bytes(id.rawValue)
            var count = 0
            if let stored = try transaction.value(of: key, in: databases.codingCounts)?.copy() {
                var reader = ByteReader(stored)
                count = (try? reader.count()) ?? 0
            }
            var writer = ByteWriter()
            writer.varint(max(0, count + change))
            try transaction.put(key, writer.bytes, in: databases.codingCounts)
        }
    }

    private func medication(
        _ id: String, in transaction: borrowing Transaction<Writing>
    ) throws -> [Coding]? {
        guard let bytes = try transaction.value(of: Key.bytes(id: id), in: databases.medications)?.copy() else {
            return nil
        }
        do {
            var reader = ByteReader(bytes)
            var codings: [Coding] = []
            for _ in 0..<(try reader.count()) { codings.append(try CodingFormat.decode(&reader)) }
            return codings
        } catch {
            throw RecordError.damaged(path: path, what: "the medication \(id)")
        }
    }
}

extension ImportSummary {
    /// Counts what one patient's merge did.
    fileprivate mutating func add(_ merge: TimelineMerge) throws(ByteReader.Damaged) {
        records.new += merge.tally.new
        records.updated += merge.tally.updated
        records.unchanged += merge.tally.unchanged
        records.removed += merge.tally.removed
        records.repeated += merge.tally.repeated
        for event in merge.current {
            if let kind = try event.identity().kind { events[kind, default: 0] += 1 }
            for code in try EventDecoder.codes(of: event) { codings[code, default: 0] += 1 }
        }
    }
}

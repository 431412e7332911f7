// What an import has read, by patient, in encoded form: about the size that it will have on disk, so that a hospital's
// export fits in memory where its text would not.

import FHIR

struct StagedPatient {
    let id: String
    var resource: PatientResource?
    /// Kinds of which a file with this patient alone has events, and those stated to be complete.
    var coverage: EventKinds = []
    /// Kinds stated to be complete in so many words, such as "no known allergy".
    var statedCoverage: EventKinds = []
    /// Whether a file that holds many patients mentions this one.
    var isInBulk = false
    /// Events and removals, each with its time alone; see EventDecoder.split(staged:).
    var events = ByteWriter()
    /// Resources that gave them.
    var resources = 0
    /// Where the patient is first mentioned.
    let firstMention: ImportPlace
}

/// Where something is in the input.
struct ImportPlace {
    /// Number of the file in the import.
    var file: Int
    var line: Int
    var column = 1
}

struct ImportStaging {
    private(set) var patients: [StagedPatient] = []
    private var indexByID: [String: Int] = [:]

    mutating func index(of id: String, at place: ImportPlace) -> Int {
        if let index = indexByID[id] { return index }
        indexByID[id] = patients.count
        patients.append(StagedPatient(id: id, firstMention: place))
        return patients.count - 1
    }

    mutating func update(_ index: Int, _ change: (inout StagedPatient) -> Void) { change(&patients[index]) }

    /// Adds the events of one resource; none means that it has no events any more.
    mutating func add(
        _ events: [SourceEvent], of source: EventSource, to index: Int, with encoder: inout EventEncoder
    ) {
        let file = encoder.texts.number(of: source.file)
        let line = UInt32(source.line)
        if events.isEmpty {
            var key = ByteWriter()
            key.resource(source)
            patients[index].events.event(.removal(of: key.bytes[...]), after: nil)
        }
        for event in events {
            let body = encoder.body(event)
            patients[index].events.event(
                EncodedEvent(start: event.start, body: body[...], file: file, line: line), after: nil)
        }
        patients[index].resources += 1
    }
}

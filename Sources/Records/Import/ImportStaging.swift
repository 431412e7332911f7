// What an import has read, by patient, in encoded form: about the size that it will have on disk. When it is larger than
// the memory allowed for it, everything goes to a file and memory starts over, so that an export of any size can be
// imported; a patient's pieces come together again when the timeline is merged.

import FHIR
import Primitives

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
    /// Earlier events, in the spill file.
    var spilled: [Range<Int>] = []
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
    private var bytesInMemory = 0
    private var spillFile: TemporaryFile?
    private let directory: String
    private let memoryBytes: Int

    /// - Parameters:
    ///   - directory: where events go that do not fit in memory.
    ///   - memoryBytes: how much of them fits.
    init(spillingTo directory: String, memoryBytes: Int) {
        self.directory = directory
        self.memoryBytes = memoryBytes
    }

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
    ) throws(RecordError) {
        let before = patients[index].events.bytes.count
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
        bytesInMemory += patients[index].events.bytes.count - before
        if bytesInMemory > memoryBytes { try spill() }
    }

    /// A patient's events and removals, in the order in which they were read.
    func events(of patient: StagedPatient) throws(RecordError) -> [UInt8] {
        guard let spillFile, !patient.spilled.isEmpty else { return patient.events.bytes }
        var bytes: [UInt8] = []
        do {
            for range in patient.spilled { bytes += try spillFile.bytes(range) }
        } catch {
            throw .temporaryFile(error)
        }
        return bytes + patient.events.bytes
    }

    private mutating func spill() throws(RecordError) {
        do {
            let file = if let spillFile { spillFile } else { try TemporaryFile(in: directory) }
            spillFile = file
            for index in patients.indices where !patients[index].events.bytes.isEmpty {
                patients[index].spilled.append(try file.append(patients[index].events.bytes))
                patients[index].events = ByteWriter()
            }
        } catch {
            throw .temporaryFile(error)
        }
        bytesInMemory = 0
    }
}

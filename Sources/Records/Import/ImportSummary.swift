// What an import did, for the person who asked for it and for the tests.

/// Why a resource could not be taken.
public enum RefusalReason: String, Hashable, Sendable, CaseIterable {
    case notJSON = "not JSON"
    case invalidResource = "not a valid resource"
    case noID = "no id"
    case noSubject = "no patient"
    case unknownPatient = "unknown patient"
    case noCode = "no code"
    case unknownMedication = "unknown medication"
}

/// What became of the resources of an import.
public struct ImportTally: Hashable, Sendable {
    /// Not on record before.
    public var new = 0
    /// On record with other content, which was replaced.
    public var updated = 0
    /// On record with the same content.
    public var unchanged = 0
    /// On record before, and left out now.
    public var removed = 0
    /// On record under another patient before, from whom they were taken away; also counted as new.
    public var moved = 0
    /// Further copies in the same import; the last one counts.
    public var repeated = 0

    public init() {}
}

public struct ImportSummary: Sendable {
    public var files = 0
    /// Bytes on disk.
    public var bytes = 0
    public var seconds = 0.0
    /// Everything that was read, used or not.
    public var resources = 0
    public var patients = ImportTally()
    /// The clinical resources that have events.
    public var records = ImportTally()
    /// Events that are on timelines because of this import, also if they were there before.
    public var events: [EventKind: Int] = [:]
    public var leftOut: [LeftOutReason: Int] = [:]
    /// Resources of types that say nothing about a patient's course.
    public var unused: [String: Int] = [:]
    public var refused: [RefusalReason: Int] = [:]
    /// The first refused resources, each with its place.
    public var problems: [InputProblem] = []
    /// How many of the events have each coding as their code.
    public var codings: [CodingID: Int] = [:]

    /// Resources a second.
    public var rate: Double { seconds > 0 ? Double(resources) / seconds : 0 }
}

/// How far an import has come.
public struct ImportProgress: Sendable {
    public let file: String
    /// Bytes on disk, read so far and in all.
    public let bytes: Int
    public let totalBytes: Int
    public let resources: Int
    public let seconds: Double

    /// Resources a second.
    public var rate: Double { seconds > 0 ? Double(resources) / seconds : 0 }
}

public struct ImportOptions: Sendable {
    /// Takes what is valid and counts the rest, instead of refusing the whole import.
    public var skipInvalid: Bool
    /// The source has everything of the kinds that are in it, so that absence means "no". Say false for a feed of
    /// changes.
    public var isComplete: Bool
    /// Memory for events that were read and not yet written; beyond it a file in the store's directory is used.
    public var memoryBytes: Int

    public init(
        skipInvalid: Bool = false, isComplete: Bool = true, memoryBytes: Int = ImportLimits.memoryBytes
    ) {
        self.skipInvalid = skipInvalid
        self.isComplete = isComplete
        self.memoryBytes = memoryBytes
    }
}

/// Limits of an import, with the reason for each figure.
public enum ImportLimits {
    /// Problems that are kept with their place; the rest are counted.
    public static let problems = 20
    /// Some four million events, which few imports exceed.
    public static let memoryBytes = 256 << 20
    /// Resources between two calls of the progress callback: some twenty a second.
    public static let resourcesBetweenReports = 10_000
}

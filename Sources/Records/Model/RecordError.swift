// What can go wrong with records, in words for the person at the keyboard.

import Compression
import KeyValue
import Primitives

public enum RecordError: Error, Hashable, Sendable, CustomStringConvertible {
    case storage(StorageError)
    case file(FileReadError)
    /// There is no room for what an import has read.
    case temporaryFile(FileError)
    /// The input cannot be taken as it is.
    case input(InputProblem)
    /// There is nothing to import at the path.
    case noInput(path: String)
    /// The store was written by another version of Meridian.
    case unknownVersion(path: String, version: Int)
    /// A stored record does not decode.
    case damaged(path: String, what: String)

    public var description: String {
        switch self {
        case .storage(let error): error.description
        case .file(let error): error.description
        case .temporaryFile(let error): "\(error). Make room there, or import fewer files at a time."
        case .input(let problem): problem.description
        case .noInput(let path):
            "\(path): no FHIR files. Give a file, or a folder with .ndjson or .json files (also .gz, .xz, .zst)."
        case .unknownVersion(let path, let version):
            "\(path): the records are in format \(version), which this version of Meridian does not know. "
                + "Use the version that wrote them, or import the sources again into a new directory."
        case .damaged(let path, let what):
            "\(path): \(what) is damaged. Restore the directory from a backup, or import the sources again."
        }
    }
}

/// A place in an input file, and what is wrong there.
public struct InputProblem: Hashable, Sendable, CustomStringConvertible {
    public let file: String
    public let line: Int
    /// In characters, from 1.
    public let column: Int
    public let message: String

    public init(file: String, line: Int, column: Int, message: String) {
        self.file = file
        self.line = line
        self.column = column
        self.message = message
    }

    public var description: String { "\(file):\(line):\(column): \(message)" }
}

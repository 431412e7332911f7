// What the engine cannot do, in words for the person who asked.

import Guidelines

public enum EngineError: Error, CustomStringConvertible {
    /// The knowledge has mistakes; nothing was changed.
    case invalidKnowledge([Diagnostic])
    /// There is nothing to load at the path.
    case noKnowledge(path: String)
    case noFile(path: String)
    case unknownPatient(String)
    /// Several patients fit what was given.
    case ambiguousPatient(String, candidates: [String])
    case unknownItem(String, nearest: String?)
    case unknownGuideline(String, nearest: [String])
    case invalidRequest(String)
    /// No guideline or release of that name.
    case unknownRelease(String, nearest: [String])
    case ambiguousRelease(String, candidates: [String])
    /// What is stored is not what was loaded.
    case damagedRelease(String, problem: String)

    public var description: String {
        switch self {
        case .invalidKnowledge(let diagnostics):
            diagnostics.map(\.description).joined(separator: "\n")
                + "\nNothing was changed: mend the errors and load again."
        case .noKnowledge(let path): "\(path): no Turtle files. Give a .ttl file or a folder that holds some."
        case .noFile(let path): "\(path): no such file or folder"
        case .unknownPatient(let text):
            "no patient \"\(text)\": give an id, an identifier or a part of a name; `meridian status` shows what is on record."
        case .ambiguousPatient(let text, let candidates):
            "\"\(text)\" fits \(candidates.count) patients: \(candidates.prefix(8).joined(separator: "; "))"
                + (candidates.count > 8 ? " …" : "") + ". Give the id."
        case .unknownItem(let text, let nearest):
            "no recommendation, score or rule \"\(text)\"" + (nearest.map { ": did you mean \($0)?" } ?? "")
        case .unknownGuideline(let text, let nearest):
            "no guideline \"\(text)\""
                + (nearest.isEmpty
                    ? ": none is loaded"
                    : nearest.count > 5
                        ? ": there are \(nearest.joined(separator: ", "))"
                        : ": did you mean \(nearest.joined(separator: ", "))?")
        case .invalidRequest(let text): text
        case .unknownRelease(let text, let nearest):
            "no guideline or release \"\(text)\""
                + (nearest.isEmpty
                    ? ": `meridian guideline list` shows those that are stored"
                    : ": did you mean \(nearest.joined(separator: " or "))?")
        case .ambiguousRelease(let text, let candidates):
            "\"\(text)\" fits \(candidates.count) releases: \(candidates.joined(separator: "; ")). Give the digest after @."
        case .damagedRelease(let name, let problem):
            "\(name) is not what was loaded: \(problem). Load its file again, or restore a backup."
        }
    }
}

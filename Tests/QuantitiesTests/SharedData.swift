import Foundation

/// Where third-party suites lie: `MERIDIAN_SHARED`, by default `shared` beside the package.
enum SharedData {
    static let directory: URL = {
        if let path = ProcessInfo.processInfo.environment["MERIDIAN_SHARED"] { return URL(fileURLWithPath: path) }
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return package.deletingLastPathComponent().appendingPathComponent("shared")
    }()

    /// Tests of third-party suites run where the suites are, and always in continuous integration.
    static var isRequiredOrPresent: Bool {
        ProcessInfo.processInfo.environment["CI"] == "true" || FileManager.default.fileExists(atPath: directory.path)
    }

    static func text(_ path: String) throws -> String {
        try String(contentsOf: directory.appendingPathComponent(path), encoding: .utf8)
    }
}

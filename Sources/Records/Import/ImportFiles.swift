// Which files an import reads, in the order of their paths so that two imports of a folder are the same import.

import Compression
import Glibc

struct ImportFile {
    let path: String
    /// The path below the folder that is imported: what is kept as the source of events.
    let name: String
    let bytes: Int

    /// The resource type that the file is named for, as bulk exports do: Condition.ndjson.gz, Condition.000.ndjson.
    var namedType: String? {
        let file = name.split(separator: "/").last.map(String.init) ?? name
        return file.split(separator: ".").first.map(String.init)
    }
}

enum ImportFiles {
    /// The FHIR files at a path: itself, or all below it that are named .ndjson, .jsonl or .json, packed or not.
    static func find(_ path: String) throws(RecordError) -> [ImportFile] {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw .file(.system(path: path, reason: String(cString: strerror(errno))))
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            let name = path.split(separator: "/").last.map(String.init) ?? path
            return [ImportFile(path: path, name: name, bytes: Int(status.st_size))]
        }
        var files: [ImportFile] = []
        collect(path, prefix: "", into: &files)
        guard !files.isEmpty else { throw .noInput(path: path) }
        return files.sorted { $0.name < $1.name }
    }

    private static func collect(_ directory: String, prefix: String, into files: inout [ImportFile]) {
        guard let stream = opendir(directory) else { return }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard !name.hasPrefix(".") else { continue }
            let path = "\(directory)/\(name)"
            var status = stat()
            guard stat(path, &status) == 0 else { continue }
            if status.st_mode & S_IFMT == S_IFDIR {
                collect(path, prefix: "\(prefix)\(name)/", into: &files)
            } else if isFHIR(name) {
                files.append(ImportFile(path: path, name: prefix + name, bytes: Int(status.st_size)))
            }
        }
    }

    private static func isFHIR(_ name: String) -> Bool {
        let parts = name.lowercased().split(separator: ".").suffix(2)
        return parts.contains { ["ndjson", "jsonl", "json"].contains($0) }
    }
}

import Glibc

/// A folder under the system's temporary one that goes with the value.
final class TemporaryFolder {
    let path: String

    struct CannotCreate: Error {}

    init() throws {
        var template = Array("/tmp/meridian-suite-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw CannotCreate() }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        // A store has no folders of its own inside.
        for name in ["data.mdb", "lock.mdb"] { unlink(path + "/" + name) }
        rmdir(path)
    }
}

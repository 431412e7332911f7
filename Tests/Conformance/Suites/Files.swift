import Primitives

/// The whole content of a file.
public func bytes(ofFile path: String) throws -> [UInt8] {
    var file = try FileSource(path: path)
    var bytes: [UInt8] = []
    while try file.read(1 << 16, into: &bytes) {}
    return bytes
}

// Binds a Unix socket through the C library, because two things need the descriptor before anyone can connect: the mode
// is set before `bind`, so that the file never exists with wider permissions (changing it afterwards leaves a gap), and a
// file that a killed server left behind is told from a living server's by trying to connect.

import Glibc

enum UnixSocket {
    /// A socket bound to `path`, for its owner only (0600), not yet listening. The caller owns the descriptor.
    static func bind(path: String) throws(ListeningError) -> CInt {
        let address = try socketAddress(path)
        try removeStaleFile(path, address)
        let descriptor = try open(path)
        guard fchmod(descriptor, S_IRUSR | S_IWUSR) == 0, call(Glibc.bind, descriptor, address) == 0 else {
            let reason = errno
            close(descriptor)
            if reason == EADDRINUSE { throw .inUse(.unix(path: path)) }
            throw failure("bind", path, reason)
        }
        return descriptor
    }

    static func removeFile(path: String) { unlink(path) }

    /// Removes a socket that nobody listens at any more. Anything else at `path` is left alone and refused.
    private static func removeStaleFile(_ path: String, _ address: sockaddr_un) throws(ListeningError) {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            if errno == ENOENT { return }
            throw failure("lstat", path, errno)
        }
        guard status.st_mode & S_IFMT == S_IFSOCK else { throw .notASocket(path: path) }
        let descriptor = try open(path)
        defer { close(descriptor) }
        if call(Glibc.connect, descriptor, address) == 0 || errno == EAGAIN { throw .inUse(.unix(path: path)) }
        guard errno == ECONNREFUSED else { throw failure("connect", path, errno) }
        guard unlink(path) == 0 || errno == ENOENT else { throw failure("unlink", path, errno) }
    }

    private static func open(_ path: String) throws(ListeningError) -> CInt {
        let kind = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
        let descriptor = socket(AF_UNIX, CInt(kind), 0)
        guard descriptor >= 0 else { throw failure("socket", path, errno) }
        return descriptor
    }

    private static func socketAddress(_ path: String) throws(ListeningError) -> sockaddr_un {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let fits = withUnsafeMutableBytes(of: &address.sun_path) { field in
            guard path.utf8.count < field.count else { return false }
            field.copyBytes(from: path.utf8)
            return true
        }
        guard fits else { throw .pathTooLong(path, limit: MemoryLayout.size(ofValue: address.sun_path) - 1) }
        return address
    }

    /// `bind` and `connect` take a pointer to the general address type.
    private static func call(
        _ function: (CInt, UnsafePointer<sockaddr>, socklen_t) -> CInt, _ descriptor: CInt, _ address: sockaddr_un
    ) -> CInt {
        withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                function(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }

    private static func failure(_ operation: String, _ path: String, _ number: CInt) -> ListeningError {
        .system(.unix(path: path), operation: operation, reason: String(cString: strerror(number)))
    }
}

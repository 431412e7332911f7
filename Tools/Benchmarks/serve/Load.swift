// The asking side: non-blocking sockets and `poll` on one thread, so that the client costs little and the same for both
// sides. Answers to one request are all of one length, so counting bytes counts answers.

import Foundation
import Glibc
import SocketServer

/// The best of several runs.
struct Measurement {
    var requestsPerSecond = 0.0
    /// Microseconds.
    var median = 0.0
    var percentile99 = 0.0
    /// Microseconds of the serving process's time per request.
    var processorTime = 0.0

    mutating func keepBetter(_ other: Measurement) {
        if other.requestsPerSecond > requestsPerSecond { self = other }
    }
}

struct Connection {
    struct Failed: Error { let reason: String }

    let descriptor: CInt

    init(to text: String) throws {
        switch ListeningAddress(text) {
        case .tcp(_, let port)?:
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = in_port_t(port).bigEndian
            address.sin_addr.s_addr = inet_addr("127.0.0.1")
            descriptor = try Self.connected(AF_INET, &address)
            var one: CInt = 1
            setsockopt(descriptor, CInt(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<CInt>.size))
        case .unix(let path)?:
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
            descriptor = try Self.connected(AF_UNIX, &address)
        case nil:
            throw Failed(reason: "no address: \(text)")
        }
    }

    private static func connected<Address>(_ family: CInt, _ address: inout Address) throws -> CInt {
        let descriptor = socket(family, CInt(SOCK_STREAM.rawValue), 0)
        let result = withUnsafeBytes(of: &address) { bytes in
            bytes.withMemoryRebound(to: sockaddr.self) { connect(descriptor, $0.baseAddress, socklen_t(bytes.count)) }
        }
        guard result == 0 else { throw Failed(reason: String(cString: strerror(errno))) }
        return descriptor
    }

    func close() { Glibc.close(descriptor) }

    func write(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { send(descriptor, $0.baseAddress! + sent, bytes.count - sent, 0) }
            guard count > 0 else { throw Failed(reason: String(cString: strerror(errno))) }
            sent += count
        }
    }

    /// The whole answer to one request: what comes until a fifth of a second passes in silence.
    func answer(to request: [UInt8]) throws -> [UInt8] {
        defer { close() }
        try write(request)
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        while poll(&waiting, 1, answer.isEmpty ? 5000 : 200) == 1 {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            answer += buffer[..<count]
        }
        guard !answer.isEmpty else { throw Failed(reason: "no answer") }
        return answer
    }
}

/// Keeps `depth` requests under way on each of `connectionCount` connections for `seconds`.
struct Load {
    let address: String
    let request: [UInt8]
    let answerLength: Int
    let depth: Int
    let connectionCount = 8

    private struct Flow {
        let connection: Connection
        var received = 0
        var sentAt: [UInt64] = []
        var answered = 0
    }

    func run(seconds: Double) throws -> (requests: Int, seconds: Double, latencies: [UInt64]) {
        var flows = try (0..<connectionCount).map { _ in Flow(connection: try Connection(to: address)) }
        defer { for flow in flows { flow.connection.close() } }
        let burst = Array(repeatElement(request, count: depth).joined())
        let start = now()
        for index in flows.indices { try begin(depth, &flows[index], burst) }
        var waiting = flows.map { pollfd(fd: $0.connection.descriptor, events: Int16(POLLIN), revents: 0) }
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        var latencies: [UInt64] = []
        let end = start + UInt64(seconds * 1e9)
        while now() < end {
            guard poll(&waiting, nfds_t(waiting.count), 1000) > 0 else { throw Connection.Failed(reason: "no answer") }
            for index in flows.indices where waiting[index].revents != 0 {
                let count = recv(waiting[index].fd, &buffer, buffer.count, 0)
                guard count > 0 else { throw Connection.Failed(reason: "the server closed") }
                flows[index].received += count
                let finished = flows[index].received / answerLength
                guard finished > 0 else { continue }
                flows[index].received -= finished * answerLength
                let time = now()
                for _ in 0..<finished {
                    latencies.append(time - flows[index].sentAt[flows[index].answered])
                    flows[index].answered += 1
                }
                try begin(finished, &flows[index], burst)
            }
        }
        return (latencies.count, Double(now() - start) / 1e9, latencies)
    }

    private func begin(_ count: Int, _ flow: inout Flow, _ burst: [UInt8]) throws {
        let time = now()
        for _ in 0..<count { flow.sentAt.append(time) }
        try flow.connection.write(count == depth ? burst : Array(burst[..<(count * request.count)]))
    }

    private func now() -> UInt64 { DispatchTime.now().uptimeNanoseconds }
}

/// This program again, as the server.
final class ServingProcess {
    let workloads: [Workload]
    private let process = Process()

    init() throws {
        let output = Pipe()
        process.executableURL = URL(filePath: CommandLine.arguments[0])
        process.arguments = ["serve"]
        process.standardOutput = output
        try process.run()
        var text = Data()
        while text.last != 0x0a {
            let part = output.fileHandleForReading.availableData
            guard !part.isEmpty else { throw Connection.Failed(reason: "the server did not start") }
            text.append(part)
        }
        workloads = try JSONDecoder().decode([Workload].self, from: text)
    }

    func stop() {
        process.terminate()
        process.waitUntilExit()
    }

    func measure(_ address: String, _ workload: Workload, depth: Int, seconds: Double) throws -> Measurement {
        let answer = try Connection(to: address).answer(to: workload.request)
        let load = Load(address: address, request: workload.request, answerLength: answer.count, depth: depth)
        _ = try load.run(seconds: seconds / 5)
        let before = try processorTime()
        let result = try load.run(seconds: seconds)
        let used = try processorTime() - before
        let sorted = result.latencies.sorted()
        return Measurement(
            requestsPerSecond: Double(result.requests) / result.seconds,
            median: Double(sorted[sorted.count / 2]) / 1e3,
            percentile99: Double(sorted[sorted.count * 99 / 100]) / 1e3,
            processorTime: used * 1e6 / Double(result.requests))
    }

    /// Seconds that the server has computed, from /proc/PID/stat (fields 14 and 15, in clock ticks).
    private func processorTime() throws -> Double {
        let text = try String(contentsOfFile: "/proc/\(process.processIdentifier)/stat", encoding: .utf8)
        let fields = text[(text.lastIndex(of: ")") ?? text.startIndex)...].split(separator: " ")
        return fields[12...13].compactMap { Double($0) }.reduce(0, +) / Double(sysconf(CInt(_SC_CLK_TCK)))
    }
}

// Measures the servers from outside: one process serves, this one asks over eight connections. For every workload the floor
// answers the same request bytes with the same answer bytes and parses nothing, on the same event loop library and in the
// same run, interleaved; the ratio is what framing, JSON and dispatch cost. CPU time is the serving process's.

import Foundation
import Glibc
import JSON

@main
enum ServeBenchmark {
    static func main() async throws {
        switch CommandLine.arguments.dropFirst().first {
        case "serve":
            try await serve()
        case "measure":
            try measure(seconds: CommandLine.arguments.dropFirst(2).first.flatMap(Double.init) ?? 1)
        default:
            print("usage: ServeBenchmark serve | measure [SECONDS]")
            exit(64)
        }
    }

    private static func measure(seconds: Double) throws {
        measureParsing(seconds: seconds)
        let server = try ServingProcess()
        defer { server.stop() }
        print(row("workload", "depth", ["floor/s", "ours/s", "ratio", "p50 µs", "p99 µs", "CPU µs", "floor CPU"]))
        for workload in server.workloads {
            for depth in workload.depths {
                let measurement = try compare(workload, depth: depth, on: server, seconds: seconds)
                print(measurement.row(workload.name, depth))
            }
        }
    }

    /// Floor and server in turns; the best of three of each, since other load only ever makes them slower.
    private static func compare(
        _ workload: Workload, depth: Int, on server: ServingProcess, seconds: Double
    ) throws -> Comparison {
        var comparison = Comparison()
        for _ in 0..<3 {
            comparison.floor.keepBetter(
                try server.measure(workload.floorAddress, workload, depth: depth, seconds: seconds / 2))
            comparison.ours.keepBetter(
                try server.measure(workload.address, workload, depth: depth, seconds: seconds / 2))
        }
        return comparison
    }

    /// Our parser and writer beside Foundation's, on the larger request.
    private static func measureParsing(seconds: Double) {
        let document = Array(requestBody(padding: 12_000).utf8)
        let data = Data(document)
        let value = try? JSONValue(parsing: document)
        var output: [UInt8] = []
        let rates = [
            ("parse", rate(document.count, seconds) { _ = try? JSONValue(parsing: document) }),
            (
                "write",
                rate(document.count, seconds) {
                    output.removeAll(keepingCapacity: true)
                    value?.write(to: &output)
                }
            ),
            ("JSONSerialization", rate(document.count, seconds) { _ = try? JSONSerialization.jsonObject(with: data) }),
        ]
        for (name, megabytes) in rates { print("JSON \(name): \(Int(megabytes)) MB/s") }
        print("JSON parse is \(String(format: "%.1f", rates[0].1 / rates[2].1)) times JSONSerialization\n")
    }

    /// Megabytes of input per second of CPU time of `work`, which handles `bytes` bytes a time.
    private static func rate(_ bytes: Int, _ seconds: Double, _ work: () -> Void) -> Double {
        let start = processorTime()
        var rounds = 0
        while processorTime() - start < seconds {
            for _ in 0..<100 { work() }
            rounds += 100
        }
        return Double(rounds * bytes) / 1e6 / (processorTime() - start)
    }

    private static func processorTime() -> Double { Double(clock()) / Double(CLOCKS_PER_SEC) }
}

struct Comparison {
    var floor = Measurement()
    var ours = Measurement()

    func row(_ name: String, _ depth: Int) -> String {
        ServeBenchmark.row(
            name, String(depth),
            [
                String(Int(floor.requestsPerSecond)), String(Int(ours.requestsPerSecond)),
                String(format: "%.2f", ours.requestsPerSecond / floor.requestsPerSecond),
                String(Int(ours.median)), String(Int(ours.percentile99)),
                String(format: "%.1f", ours.processorTime), String(format: "%.1f", floor.processorTime),
            ])
    }
}

extension ServeBenchmark {
    static func row(_ name: String, _ depth: String, _ columns: [String]) -> String {
        func padded(_ text: String, _ width: Int) -> String {
            String(repeating: " ", count: max(0, width - text.count)) + text
        }
        let first = name + String(repeating: " ", count: max(0, 30 - name.count))
        return first + padded(depth, 6) + columns.map { padded($0, 11) }.joined()
    }
}

// Counters and latencies since the start, in the Prometheus text format (version 0.0.4). A few numbers behind one lock: a
// request takes it once, for less than a microsecond.

import Synchronization

/// What the HTTP edge measures. Labels are bounded: routes are templates, and services are those of discovery.
public final class Metrics: Sendable {
    private struct Series: Hashable, Comparable {
        let labels: [String]

        static func < (left: Series, right: Series) -> Bool { left.labels.lexicographicallyPrecedes(right.labels) }
    }

    private struct State {
        var requests: [Series: Int] = [:]
        var latencies: [Series: Histogram] = [:]
        var cards: [Series: Int] = [:]
        var feedback: [Series: Int] = [:]
        var requestsInProgress = 0
    }

    private let state = Mutex(State())

    public init() {}

    func requestStarted() { state.withLock { $0.requestsInProgress += 1 } }

    func requestFinished(route: String, method: String, status: Int, duration: Duration) {
        state.withLock { state in
            state.requestsInProgress -= 1
            state.requests[Series(labels: [route, method, String(status)]), default: 0] += 1
            state.latencies[Series(labels: [route]), default: Histogram()].add(duration)
        }
    }

    func answered(_ response: HookResponse, by service: String) {
        guard !response.cards.isEmpty else { return }
        state.withLock { state in
            for card in response.cards {
                state.cards[Series(labels: [service, card.indicator.rawValue]), default: 0] += 1
            }
        }
    }

    func received(_ feedback: [Feedback], for service: String) {
        state.withLock { state in
            for element in feedback {
                let outcome =
                    switch element.outcome {
                    case .accepted: "accepted"
                    case .overridden: "overridden"
                    }
                state.feedback[Series(labels: [service, outcome]), default: 0] += 1
            }
        }
    }

    /// The text of `/metrics`.
    public func render() -> String {
        let state = state.withLock { $0 }
        var text = ""
        write(
            state.requests, as: "meridian_http_requests_total", labels: ["route", "method", "status"],
            help: "HTTP requests answered.", to: &text)
        writeHead("meridian_http_request_duration_seconds", "histogram", "Time to answer an HTTP request.", to: &text)
        for (series, histogram) in state.latencies.sorted(by: { $0.key < $1.key }) {
            histogram.write(
                as: "meridian_http_request_duration_seconds", label: "route=\(quoted(series.labels[0]))", to: &text)
        }
        writeHead("meridian_http_requests_in_progress", "gauge", "HTTP requests being answered.", to: &text)
        text += "meridian_http_requests_in_progress \(state.requestsInProgress)\n"
        write(
            state.cards, as: "meridian_cards_total", labels: ["service", "indicator"],
            help: "Cards shown to clinicians.", to: &text)
        write(
            state.feedback, as: "meridian_feedback_total", labels: ["service", "outcome"],
            help: "Cards that clinicians accepted or overrode.", to: &text)
        return text
    }

    private func write(
        _ counters: [Series: Int], as name: String, labels: [String], help: String, to text: inout String
    ) {
        writeHead(name, "counter", help, to: &text)
        for (series, count) in counters.sorted(by: { $0.key < $1.key }) {
            let pairs = zip(labels, series.labels).map { "\($0)=\(quoted($1))" }
            text += "\(name){\(pairs.joined(separator: ","))} \(count)\n"
        }
    }

    private func writeHead(_ name: String, _ type: String, _ help: String, to text: inout String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }
}

/// Durations counted in buckets from a millisecond to ten seconds; CDS Hooks asks for answers in about half a second.
private struct Histogram {
    private static let bounds: [(seconds: Double, label: String)] = [
        (0.001, "0.001"), (0.0025, "0.0025"), (0.005, "0.005"), (0.01, "0.01"), (0.025, "0.025"), (0.05, "0.05"),
        (0.1, "0.1"), (0.25, "0.25"), (0.5, "0.5"), (1, "1"), (2.5, "2.5"), (10, "10"),
    ]

    private var counts = [Int](repeating: 0, count: Self.bounds.count)
    private var total = 0
    private var sum = 0.0

    mutating func add(_ duration: Duration) {
        let seconds = duration / .seconds(1)
        total += 1
        sum += seconds
        if let bucket = Self.bounds.firstIndex(where: { seconds <= $0.seconds }) { counts[bucket] += 1 }
    }

    func write(as name: String, label: String, to text: inout String) {
        var cumulative = 0
        for (bound, count) in zip(Self.bounds, counts) {
            cumulative += count
            text += "\(name)_bucket{\(label),le=\"\(bound.label)\"} \(cumulative)\n"
        }
        text += "\(name)_bucket{\(label),le=\"+Inf\"} \(total)\n"
        text += "\(name)_sum{\(label)} \(sum)\n"
        text += "\(name)_count{\(label)} \(total)\n"
    }
}

/// A label's value with the three escapes of the format.
private func quoted(_ value: String) -> String {
    var text = "\""
    for character in value.unicodeScalars {
        switch character {
        case "\\": text += "\\\\"
        case "\"": text += "\\\""
        case "\n": text += "\\n"
        default: text.unicodeScalars.append(character)
        }
    }
    return text + "\""
}

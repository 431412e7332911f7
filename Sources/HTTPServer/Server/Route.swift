import HTTPTypes

/// What a path asks for. Few enough to be spelt out, and then a wrong method and a wrong path are told apart.
enum Route: Hashable {
    case discovery
    case service(String)
    case feedback(String)
    case health
    case readiness
    case metrics
    case sparql

    /// Nil when there is nothing at `path`. A query and a slash at the end do not matter.
    init?(path: String) {
        let segments = path.prefix { $0 != "?" && $0 != "#" }.split(separator: "/").map(String.init)
        switch segments.count {
        case 1 where segments[0] == "cds-services": self = .discovery
        case 2 where segments[0] == "cds-services": self = .service(segments[1])
        case 3 where segments[0] == "cds-services" && segments[2] == "feedback": self = .feedback(segments[1])
        case 1 where segments[0] == "healthz": self = .health
        case 1 where segments[0] == "readyz": self = .readiness
        case 1 where segments[0] == "metrics": self = .metrics
        case 1 where segments[0] == "sparql": self = .sparql
        default: return nil
        }
    }

    /// The path with its variable parts named: a label with few values for metrics.
    var template: String {
        switch self {
        case .discovery: "/cds-services"
        case .service: "/cds-services/{id}"
        case .feedback: "/cds-services/{id}/feedback"
        case .health: "/healthz"
        case .readiness: "/readyz"
        case .metrics: "/metrics"
        case .sparql: "/sparql"
        }
    }

    var methods: [HTTPRequest.Method] {
        switch self {
        case .discovery, .health, .readiness, .metrics: [.get, .head]
        case .service, .feedback: [.post]
        case .sparql: [.get, .head, .post]
        }
    }
}

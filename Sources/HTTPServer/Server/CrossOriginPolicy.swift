import HTTPTypes

/// Which web pages may ask this server (CORS, as CDS Hooks 2.0 requires it for clients that run in a browser).
///
/// A request that names an origin which is not allowed is refused before it does anything: CORS alone would only keep the
/// page from reading the answer, and a server on a loopback address is within reach of every page that its user opens.
public enum CrossOriginPolicy: Sendable, Hashable {
    /// Such as `https://ehr.hospital.example`: scheme, host and port, without a slash at the end.
    case origins(Set<String>)
    /// For a server that holds no patients, such as a demonstration.
    case any

    public static let none = CrossOriginPolicy.origins([])

    func allows(_ origin: String) -> Bool {
        switch self {
        case .origins(let origins): origins.contains(origin)
        case .any: true
        }
    }

    /// The fields that let the page at `origin` read an answer.
    func fields(for origin: String) -> HTTPFields {
        [.accessControlAllowOrigin: self == .any ? "*" : origin, .vary: "Origin"]
    }

    /// The fields that answer a browser which asks before it sends.
    func preflightFields(for origin: String, methods: [HTTPRequest.Method]) -> HTTPFields {
        var fields = fields(for: origin)
        fields[.accessControlAllowMethods] = (methods + [.options]).map(\.rawValue).joined(separator: ", ")
        fields[.accessControlAllowHeaders] = "Accept, Authorization, Content-Type"
        fields[.accessControlMaxAge] = "600"
        return fields
    }
}

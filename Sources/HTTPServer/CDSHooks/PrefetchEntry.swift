import JSON

/// What a client sent under one prefetch key. Absence of an entry means that the client did not look; everything else says
/// what it found, and whether that is all there is: a partial list must never be read as a complete one.
public enum PrefetchEntry: Sendable, Hashable {
    /// The client looked and has nothing (null).
    case nothing
    case resource(JSONObject)
    /// The resources of a search. Not complete when pages are missing or a part of the search failed.
    case bundle([JSONObject], isComplete: Bool)
    /// The client could not look; the text is its explanation.
    case failed(String)

    /// All resources of the entry.
    public var resources: [JSONObject] {
        switch self {
        case .nothing, .failed: []
        case .resource(let resource): [resource]
        case .bundle(let resources, _): resources
        }
    }

    /// Whether what is not among the resources is not in the client's records.
    public var isComplete: Bool {
        switch self {
        case .nothing, .resource: true
        case .bundle(_, let isComplete): isComplete
        case .failed: false
        }
    }

    /// Reads what clients send: a resource, a Bundle, an OperationOutcome, null, and also the older forms
    /// `{"response": …, "resource": …}` and a plain array of resources.
    init(_ value: JSONValue) {
        switch value {
        case .null:
            self = .nothing
        case .array(let resources):
            self = .bundle(resources.compactMap(\.objectValue), isComplete: true)
        case .object(let object):
            self.init(object)
        case .bool, .number, .string:
            self = .failed("the entry is \(value.kind), not a FHIR resource")
        }
    }

    private init(_ object: JSONObject) {
        switch object["resourceType"]?.stringValue {
        case "Bundle":
            let resources = Self.resources(ofBundle: object)
            let found = resources.filter { !Self.isOutcome($0) }
            let hasFailure = resources.contains { Self.isOutcome($0) && Self.failure(in: $0) != nil }
            self = .bundle(found, isComplete: !hasFailure && !Self.hasMorePages(object, found.count))
        case "OperationOutcome":
            self = Self.failure(in: object).map(PrefetchEntry.failed) ?? .nothing
        case nil:
            if let inner = object["resource"] {
                self.init(inner)
            } else {
                self = .failed("the entry has no resourceType")
            }
        default:
            self = .resource(object)
        }
    }

    /// The resources of a Bundle's entries.
    static func resources(ofBundle bundle: JSONObject) -> [JSONObject] {
        (bundle["entry"]?.arrayValue ?? []).compactMap { $0["resource"]?.objectValue }
    }

    private static func isOutcome(_ resource: JSONObject) -> Bool { resource["resourceType"] == "OperationOutcome" }

    private static func hasMorePages(_ bundle: JSONObject, _ found: Int) -> Bool {
        if bundle["link"]?.arrayValue?.contains(where: { $0["relation"] == "next" }) == true { return true }
        return (bundle["total"]?.integerValue ?? 0) > found
    }

    /// The text of an outcome's first error, or nil when it only warns or informs.
    private static func failure(in outcome: JSONObject) -> String? {
        let issue = outcome["issue"]?.arrayValue?.first { $0["severity"] == "error" || $0["severity"] == "fatal" }
        return issue.map {
            $0["diagnostics"]?.stringValue ?? $0["details"]?["text"]?.stringValue ?? $0["code"]?.stringValue
                ?? "unknown"
        }
    }
}

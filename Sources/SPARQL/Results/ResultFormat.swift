/// The formats of answers to SELECT and ASK queries.
public enum ResultFormat: String, Hashable, Sendable, CaseIterable {
    case json, xml, csv, tsv

    /// The media type registered with IANA.
    public var mediaType: String {
        switch self {
        case .json: "application/sparql-results+json"
        case .xml: "application/sparql-results+xml"
        case .csv: "text/csv"
        case .tsv: "text/tab-separated-values"
        }
    }

    /// The format with a media type; parameters such as `;charset=utf-8` are passed over.
    public init?(mediaType: String) {
        let name = mediaType.prefix { $0 != ";" }.lowercased().filter { $0 != " " }
        guard let format = Self.allCases.first(where: { $0.mediaType == name }) else { return nil }
        self = format
    }

    /// The format that a path's ending stands for: `.srj`, `.srx`, `.csv` and `.tsv`, and the formats' plain names.
    public init?(path: String) {
        let ending = path.split(separator: ".").last?.lowercased() ?? ""
        switch ending {
        case "srj": self = .json
        case "srx": self = .xml
        default:
            guard let format = ResultFormat(rawValue: ending) else { return nil }
            self = format
        }
    }
}

// Bundle, R4 2.36: a collection, transaction, document or search result. Entries are read one at a time where they lie,
// because one bundle may hold a patient's whole life.

/// A view of a parsed Bundle; see ``JSONParser``.
public struct Bundle: ~Escapable {
    private let json: JSONView

    /// nil if the document is no Bundle.
    @_lifetime(copy json)
    public init?(_ json: JSONView) {
        guard json["resourceType"].isString("Bundle") else { return nil }
        self.json = json
    }

    /// Number of entries.
    public var count: Int { json["entry"].count }

    /// Calls `body` with each entry's resource, and its id from the fullUrl (nil if there is none).
    ///
    /// Entries without a resource, and deletions, are passed over.
    public func forEachResource<Failure: Error>(
        _ body: (_ resource: JSONView, _ id: String?) throws(Failure) -> Void
    ) throws(Failure) {
        try json["entry"].forEach { entry throws(Failure) in
            let resource = entry["resource"]
            guard resource.kind == .object else { return }
            try body(resource, entry["fullUrl"].string.flatMap(Reference.id))
        }
    }

    /// Ids by which entries are known to each other (fullUrl) where they differ from the ids of their resources.
    public func aliases() -> [String: String] {
        var aliases: [String: String] = [:]
        forEachResource { resource, fullID in
            if let fullID, let id = resource["id"].string, id != fullID { aliases[fullID] = id }
        }
        return aliases
    }
}

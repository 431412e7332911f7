import JSON

/// A code of a code system (CDS Hooks 2.0, "Coding").
public struct Coding: Sendable, Hashable {
    public let code: String
    public let system: String
    public let display: String?

    public init(code: String, system: String, display: String? = nil) throws(CardError) {
        self.code = try checked(code, "coding.code")
        self.system = try checked(system, "coding.system")
        self.display = try display.map { display throws(CardError) in try checked(display, "coding.display") }
    }
}

/// A reason that the clinician may choose for not following a card. Always readable: the display is not optional here.
public struct OverrideReason: Sendable, Hashable {
    public let coding: Coding

    public init(code: String, system: String, display: String) throws(CardError) {
        coding = try Coding(code: code, system: system, display: display)
    }
}

/// A link for reading on or for starting an app.
public struct Link: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        /// Opened as it is.
        case absolute
        /// The launch URL of a SMART app; only such a link can carry a context for the app.
        case smart(appContext: String?)
    }

    public let label: String
    public let url: String
    public let kind: Kind

    public init(label: String, url: String, _ kind: Kind = .absolute) throws(CardError) {
        self.label = try checked(label, "link.label")
        self.url = try checkedURL(url, "link.url")
        if case .smart(let context?) = kind { _ = try checked(context, "link.appContext") }
        self.kind = kind
    }
}

/// One change to the clinician's work: a resource made, replaced or deleted.
public struct Action: Sendable, Hashable {
    enum Change: Sendable, Hashable {
        case create(JSONObject)
        case update(JSONObject)
        case delete(resourceID: String)
    }

    public let description: String
    let change: Change

    private init(_ description: String, _ change: Change) throws(CardError) {
        self.description = try checked(description, "action.description")
        self.change = change
    }

    /// A new FHIR resource to be created.
    public static func create(_ resource: JSONObject, description: String) throws(CardError) -> Action {
        guard resource["resourceType"]?.stringValue != nil else { throw .notAResource("action.resource") }
        return try Action(description, .create(resource))
    }

    /// The whole of a FHIR resource as it is to be, not only what changes.
    public static func update(_ resource: JSONObject, description: String) throws(CardError) -> Action {
        guard resource["resourceType"]?.stringValue != nil, resource["id"]?.stringValue != nil else {
            throw .notAResource("action.resource")
        }
        return try Action(description, .update(resource))
    }

    /// - Parameter resourceID: A relative reference such as `MedicationRequest/17`.
    public static func delete(resourceID: String, description: String) throws(CardError) -> Action {
        let parts = resourceID.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
            throw .notAReference("action.resourceId", text: resourceID)
        }
        return try Action(description, .delete(resourceID: resourceID))
    }
}

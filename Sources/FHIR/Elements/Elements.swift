// The other data types of R4 that the resources here use (2.24 Data Types).

/// A business identifier: a hospital number, an identity card number.
public struct Identifier: Hashable, Sendable {
    public var system: String
    public var value: String

    public init(system: String = "", value: String) {
        self.system = system
        self.value = value
    }

    init?(_ json: JSONView) throws(ResourceError) {
        guard let value = try json.text("value") else { return nil }
        self.init(system: try json.text("system") ?? "", value: value)
    }
}

/// A person's name. Chinese names come as `text`, as family and given, or as both.
public struct HumanName: Hashable, Sendable {
    public var use: String?
    public var text: String?
    public var family: String?
    public var given: [String]

    public init(text: String? = nil, family: String? = nil, given: [String] = [], use: String? = nil) {
        self.use = use
        self.text = text
        self.family = family
        self.given = given
    }

    init(_ json: JSONView) throws(ResourceError) {
        use = try json.text("use")
        text = try json.text("text")
        family = try json.text("family")
        given = try json.texts("given")
    }

    /// The name in its language's order: 王秀兰, Margaret Hill.
    public var display: String {
        if let text { return text }
        let isChinese = (family ?? given.first ?? "").unicodeScalars.contains { $0.value >= 0x2E80 }
        if isChinese { return (family ?? "") + given.joined() }
        return (given + [family].compactMap(\.self)).joined(separator: " ")
    }
}

/// A number with a unit, both exactly as the source spells them.
public struct SourceQuantity: Hashable, Sendable {
    /// The number's spelling: 1.50 is not 1.5.
    public var number: String
    /// `<`, `<=`, `>=` or `>`: the value is beyond what could be measured.
    public var comparator: String?
    /// The unit in words, as a person reads it.
    public var unit: String?
    /// The unit's code, in UCUM if ``system`` says so.
    public var code: String?
    public var system: String?

    public init(
        number: String, comparator: String? = nil, unit: String? = nil, code: String? = nil, system: String? = nil
    ) {
        self.number = number
        self.comparator = comparator
        self.unit = unit
        self.code = code
        self.system = system
    }

    public static let ucum = "http://unitsofmeasure.org"

    /// nil if there is no number.
    init?(_ json: JSONView) throws(ResourceError) {
        guard let number = try json.decimal("value") else { return nil }
        self.number = number
        comparator = try json.text("comparator")
        unit = try json.text("unit")
        code = try json.text("code")
        system = try json.text("system")
    }

    static func read(_ json: JSONView, _ name: StaticString) throws(ResourceError) -> SourceQuantity? {
        let value = try json.object(name)
        return value.exists ? try SourceQuantity(value) : nil
    }

    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("value", number: number)
            writer.member("comparator", comparator)
            writer.member("unit", unit)
            writer.member("system", system)
            writer.member("code", code)
        }
    }

    /// For people: the number as it was written and the unit.
    public var display: String { (comparator ?? "") + number + ((unit ?? code).map { " " + $0 } ?? "") }
}

/// A start and an end, either of which may be open.
public struct Period: Hashable, Sendable {
    public var start: ClinicalTime?
    public var end: ClinicalTime?

    public init(start: ClinicalTime? = nil, end: ClinicalTime? = nil) {
        self.start = start
        self.end = end
    }

    static func read(_ json: JSONView, _ name: StaticString) throws(ResourceError) -> Period {
        let value = try json.object(name)
        guard value.exists else { return Period() }
        return Period(start: try value.time("start"), end: try value.time("end"))
    }

    /// A choice of a dateTime and a Period, as in effective[x] and performed[x].
    static func readChoice(
        _ json: JSONView, time: StaticString, period: StaticString
    ) throws(ResourceError) -> Period {
        if let start = try json.time(time) { return Period(start: start) }
        return try read(json, period)
    }
}

/// A reference to another resource, by address, by identifier or only in words.
public struct Reference: Hashable, Sendable {
    public var reference: String?
    public var identifier: Identifier?
    public var display: String?

    public init(reference: String? = nil, identifier: Identifier? = nil, display: String? = nil) {
        self.reference = reference
        self.identifier = identifier
        self.display = display
    }

    /// The reference of a member; nil if it is absent or says nothing.
    static func read(_ json: JSONView, _ name: StaticString) throws(ResourceError) -> Reference? {
        let value = try json.object(name)
        guard value.exists else { return nil }
        let identifier = try value.object("identifier")
        let reference = Reference(
            reference: try value.text("reference"), identifier: identifier.exists ? try Identifier(identifier) : nil,
            display: try value.text("display"))
        return reference == Reference() ? nil : reference
    }

    /// The one id behind the spellings `Patient/x`, `urn:uuid:x`, `http://server/fhir/Patient/x/_history/2`, `x`.
    ///
    /// nil for a reference without an address and for one into the resource itself (`#x`).
    public var id: String? { reference.flatMap(Self.id) }

    /// The id of a contained resource (`#x`).
    public var containedID: String? {
        guard let reference, reference.hasPrefix("#") else { return nil }
        return String(reference.dropFirst())
    }

    static func id(of reference: String) -> String? {
        if reference.hasPrefix("#") { return nil }
        for prefix in ["urn:uuid:", "urn:oid:"] where reference.hasPrefix(prefix) {
            return String(reference.dropFirst(prefix.count))
        }
        var parts = reference.split(separator: "/", omittingEmptySubsequences: true)
        if parts.count >= 3, parts[parts.count - 2] == "_history" { parts.removeLast(2) }
        guard let last = parts.last, !last.contains("?") else { return nil }
        return String(last)
    }
}

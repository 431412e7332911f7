// Patient, R4 8.1.

public struct PatientResource: Hashable, Sendable {
    public var id: String
    public var identifiers: [Identifier]
    public var names: [HumanName]
    /// male, female, other or unknown.
    public var gender: String?
    public var birthDate: ClinicalTime?
    public var isDeceased: Bool
    public var deceased: ClinicalTime?

    public init(
        id: String, identifiers: [Identifier] = [], names: [HumanName] = [], gender: String? = nil,
        birthDate: ClinicalTime? = nil, isDeceased: Bool = false, deceased: ClinicalTime? = nil
    ) {
        self.id = id
        self.identifiers = identifiers
        self.names = names
        self.gender = gender
        self.birthDate = birthDate
        self.isDeceased = isDeceased
        self.deceased = deceased
    }

    init(_ json: JSONView, id: String) throws(ResourceError) {
        self.id = id
        identifiers = try json.objects("identifier") { value throws(ResourceError) in try Identifier(value) }
            .compactMap(\.self)
        names = try json.objects("name") { value throws(ResourceError) in try HumanName(value) }
        gender = try json.text("gender")
        birthDate = try json.time("birthDate")
        deceased = try json.time("deceasedDateTime")
        isDeceased = try json.flag("deceasedBoolean") ?? (deceased != nil)
    }
}

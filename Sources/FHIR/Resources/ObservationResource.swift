// Observation, R4 10.1: vital signs, laboratory results, survey answers.

/// value[x] of an observation or of a component.
public enum ObservationValue: Hashable, Sendable {
    case quantity(SourceQuantity)
    case concept(CodeableConcept)
    case text(String)
    case boolean(Bool)

    /// A Range and a Ratio have no number of their own and are kept as text; SampledData and Attachment are not read.
    static func read(_ json: JSONView) throws(ResourceError) -> ObservationValue? {
        if let quantity = try SourceQuantity.read(json, "valueQuantity") { return .quantity(quantity) }
        if let concept = try CodeableConcept.read(json, "valueCodeableConcept") { return .concept(concept) }
        if let text = try json.text("valueString") { return .text(text) }
        if let flag = try json.flag("valueBoolean") { return .boolean(flag) }
        if let integer = try json.decimal("valueInteger") { return .quantity(SourceQuantity(number: integer)) }
        if let time = try json.text("valueDateTime") { return .text(time) }
        if let time = try json.text("valueTime") { return .text(time) }
        if let range = try pair(json.object("valueRange"), "low", "high", separator: "–") { return .text(range) }
        if let ratio = try pair(json.object("valueRatio"), "numerator", "denominator", separator: ":") {
            return .text(ratio)
        }
        return nil
    }

    private static func pair(
        _ json: JSONView, _ first: StaticString, _ second: StaticString, separator: String
    ) throws(ResourceError) -> String? {
        let parts = [try SourceQuantity.read(json, first), try SourceQuantity.read(json, second)]
        guard parts.contains(where: { $0 != nil }) else { return nil }
        return parts.map { $0?.display ?? "" }.joined(separator: separator)
    }
}

public struct ObservationResource: Hashable, Sendable {
    public struct Component: Hashable, Sendable {
        public var code: CodeableConcept?
        public var value: ObservationValue?
        public var interpretations: [CodeableConcept]
    }

    public var id: String
    /// registered, preliminary, final, amended, corrected, cancelled, entered-in-error or unknown.
    public var status: String?
    public var categories: [CodeableConcept]
    public var code: CodeableConcept?
    public var subject: Reference?
    public var effective: Period
    public var issued: ClinicalTime?
    public var value: ObservationValue?
    public var interpretations: [CodeableConcept]
    public var components: [Component]

    init(_ json: JSONView, id: String) throws(ResourceError) {
        self.id = id
        status = try json.text("status")
        categories = try CodeableConcept.readAll(json, "category")
        code = try CodeableConcept.read(json, "code")
        subject = try Reference.read(json, "subject")
        effective = try Period.readChoice(json, time: "effectiveDateTime", period: "effectivePeriod")
        if effective.start == nil { effective.start = try json.time("effectiveInstant") }
        issued = try json.time("issued")
        value = try ObservationValue.read(json)
        interpretations = try CodeableConcept.readAll(json, "interpretation")
        components = try json.objects("component") { component throws(ResourceError) in
            Component(
                code: try CodeableConcept.read(component, "code"), value: try ObservationValue.read(component),
                interpretations: try CodeableConcept.readAll(component, "interpretation"))
        }
    }
}

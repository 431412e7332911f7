// How a medicine is to be taken: the parts of R4's Dosage (2.1.28.4) that dose rules need.

public struct Dosage: Hashable, Sendable {
    /// The instruction in words, often all there is: 每次1片，一日2次.
    public var text: String?
    public var dose: SourceQuantity?
    /// How many times in each ``period``.
    public var frequency: Int?
    /// The period's number as it is spelt.
    public var period: String?
    /// UCUM: h, d, wk …
    public var periodUnit: String?
    /// A code for the timing instead: BID, QD, PRN.
    public var timing: String?
    public var route: CodeableConcept?
    public var isAsNeeded: Bool
    /// From when to when, where the order says so.
    public var bounds: Period

    public init(
        text: String? = nil, dose: SourceQuantity? = nil, frequency: Int? = nil, period: String? = nil,
        periodUnit: String? = nil, timing: String? = nil, route: CodeableConcept? = nil, isAsNeeded: Bool = false,
        bounds: Period = Period()
    ) {
        self.text = text
        self.dose = dose
        self.frequency = frequency
        self.period = period
        self.periodUnit = periodUnit
        self.timing = timing
        self.route = route
        self.isAsNeeded = isAsNeeded
        self.bounds = bounds
    }

    init(_ json: JSONView) throws(ResourceError) {
        text = try json.text("text")
        let rates = try json.objects("doseAndRate") { rate throws(ResourceError) in try Self.readDose(rate) }
        // A MedicationAdministration says its dose directly.
        let administered = try SourceQuantity.read(json, "dose")
        dose = rates.lazy.compactMap(\.self).first ?? administered
        let timing = try json.object("timing")
        let repetition = try timing.object("repeat")
        let most = try repetition.integer("frequencyMax")
        frequency = try repetition.integer("frequency") ?? most
        period = try repetition.decimal("period")
        periodUnit = try repetition.text("periodUnit")
        bounds = try Period.read(repetition, "boundsPeriod")
        let timingConcept = try CodeableConcept.read(timing, "code")
        self.timing = timingConcept?.codings.first { !$0.code.isEmpty }?.code ?? timingConcept?.text
        route = try CodeableConcept.read(json, "route")
        let asNeeded = try CodeableConcept.read(json, "asNeededCodeableConcept")
        isAsNeeded = try json.flag("asNeededBoolean") ?? (asNeeded != nil)
    }

    /// Of a range, the upper end: the most that may be taken.
    private static func readDose(_ rate: JSONView) throws(ResourceError) -> SourceQuantity? {
        if let quantity = try SourceQuantity.read(rate, "doseQuantity") { return quantity }
        let range = try rate.object("doseRange")
        let low = try SourceQuantity.read(range, "low")
        return try SourceQuantity.read(range, "high") ?? low
    }

    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("text", text)
            if frequency != nil || timing != nil {
                writer.object("timing") { writer in
                    if frequency != nil {
                        writer.object("repeat") { writer in
                            writer.member("frequency", frequency)
                            writer.member("period", number: period)
                            writer.member("periodUnit", periodUnit)
                        }
                    }
                    if let timing {
                        writer.name("code")
                        CodeableConcept([Coding(code: timing)]).write(to: &writer)
                    }
                }
            }
            if isAsNeeded { writer.member("asNeededBoolean", true) }
            if let route {
                writer.name("route")
                route.write(to: &writer)
            }
            if let dose {
                writer.array("doseAndRate") { writer in
                    writer.object { writer in
                        writer.name("doseQuantity")
                        dose.write(to: &writer)
                    }
                }
            }
        }
    }
}

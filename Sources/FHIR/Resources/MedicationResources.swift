// Medicines: what was ordered (MedicationRequest, R4 11.1), said to be taken (MedicationStatement, R4 11.4) or given
// (MedicationAdministration, R4 11.2), and the product that they may refer to (Medication, R4 11.5).

public struct MedicationUseResource: Hashable, Sendable {
    public enum Form: String, Hashable, Sendable {
        case request = "MedicationRequest"
        case statement = "MedicationStatement"
        case administration = "MedicationAdministration"
    }

    public var form: Form
    public var id: String
    public var status: String?
    /// Of a request: proposal, plan, order, original-order …
    public var intent: String?
    /// The medicine, if it is stated here or in a contained Medication.
    public var medication: CodeableConcept?
    /// The Medication resource, if it is elsewhere.
    public var medicationReference: Reference?
    public var subject: Reference?
    public var effective: Period
    public var dosages: [Dosage]
    /// Of a request: it must not be taken.
    public var isProhibition: Bool

    init(_ json: JSONView, id: String, form: Form) throws(ResourceError) {
        self.form = form
        self.id = id
        status = try json.text("status")
        intent = try json.text("intent")
        isProhibition = try json.flag("doNotPerform") ?? false
        subject = try Reference.read(json, "subject")
        medication = try CodeableConcept.read(json, "medicationCodeableConcept")
        medicationReference = try Reference.read(json, "medicationReference")
        if let contained = medicationReference?.containedID {
            let medications = try json.objects("contained") { resource throws(ResourceError) in
                try resource.text("id") == contained ? try MedicationResource(resource, id: contained).code : nil
            }
            medication = medications.lazy.compactMap(\.self).first ?? medication
        }
        switch form {
        case .request:
            effective = Period(start: try json.time("authoredOn"))
            dosages = try json.objects("dosageInstruction") { value throws(ResourceError) in try Dosage(value) }
            let supply = try Period.read(try json.object("dispenseRequest"), "validityPeriod")
            effective.end = dosages.lazy.compactMap(\.bounds.end).max() ?? supply.end
        case .statement:
            effective = try Period.readChoice(json, time: "effectiveDateTime", period: "effectivePeriod")
            if effective.start == nil { effective.start = try json.time("dateAsserted") }
            dosages = try json.objects("dosage") { value throws(ResourceError) in try Dosage(value) }
        case .administration:
            effective = try Period.readChoice(json, time: "effectiveDateTime", period: "effectivePeriod")
            let dosage = try json.object("dosage")
            dosages = dosage.exists ? [try Dosage(dosage)] : []
        }
    }
}

public struct MedicationResource: Hashable, Sendable {
    public var id: String
    /// The product; if it has no code, its ingredients.
    public var code: CodeableConcept?

    init(_ json: JSONView, id: String) throws(ResourceError) {
        self.id = id
        code = try CodeableConcept.read(json, "code")
        if code == nil {
            let ingredients = try json.objects("ingredient") { ingredient throws(ResourceError) in
                try CodeableConcept.read(ingredient, "itemCodeableConcept")
            }
            let codings = ingredients.compactMap(\.self).flatMap(\.allCodings)
            code = codings.isEmpty ? nil : CodeableConcept(codings)
        }
    }
}

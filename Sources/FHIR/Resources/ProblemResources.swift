// What is wrong with a patient: Condition (R4 9.2) and AllergyIntolerance (R4 9.1).

public struct ConditionResource: Hashable, Sendable {
    public var id: String
    /// active, recurrence, relapse, inactive, remission or resolved.
    public var clinicalStatus: String?
    /// unconfirmed, provisional, differential, confirmed, refuted or entered-in-error.
    public var verificationStatus: String?
    public var categories: [CodeableConcept]
    public var severity: CodeableConcept?
    public var code: CodeableConcept?
    public var subject: Reference?
    public var onset: ClinicalTime?
    public var abatement: ClinicalTime?
    public var recorded: ClinicalTime?

    init(_ json: JSONView, id: String) throws(ResourceError) {
        self.id = id
        clinicalStatus = try CodeableConcept.read(json, "clinicalStatus")?.code(in: Systems.conditionClinical)
        verificationStatus = try CodeableConcept.read(json, "verificationStatus")?.code(
            in: Systems.conditionVerification)
        categories = try CodeableConcept.readAll(json, "category")
        severity = try CodeableConcept.read(json, "severity")
        code = try CodeableConcept.read(json, "code")
        subject = try Reference.read(json, "subject")
        onset = try Period.readChoice(json, time: "onsetDateTime", period: "onsetPeriod").start
        let abatementPeriod = try Period.read(json, "abatementPeriod")
        abatement = try json.time("abatementDateTime") ?? abatementPeriod.end ?? abatementPeriod.start
        recorded = try json.time("recordedDate")
    }
}

public struct AllergyIntoleranceResource: Hashable, Sendable {
    public struct Reaction: Hashable, Sendable {
        public var manifestations: [CodeableConcept]
        /// mild, moderate or severe.
        public var severity: String?
    }

    public var id: String
    /// active, inactive or resolved.
    public var clinicalStatus: String?
    public var verificationStatus: String?
    /// allergy or intolerance.
    public var type: String?
    /// food, medication, environment, biologic.
    public var categories: [String]
    /// low, high or unable-to-assess.
    public var criticality: String?
    public var code: CodeableConcept?
    public var patient: Reference?
    public var onset: ClinicalTime?
    public var recorded: ClinicalTime?
    public var reactions: [Reaction]

    init(_ json: JSONView, id: String) throws(ResourceError) {
        self.id = id
        clinicalStatus = try CodeableConcept.read(json, "clinicalStatus")?.code(in: Systems.allergyClinical)
        verificationStatus = try CodeableConcept.read(json, "verificationStatus")?.code(in: Systems.allergyVerification)
        type = try json.text("type")
        categories = try json.texts("category")
        criticality = try json.text("criticality")
        code = try CodeableConcept.read(json, "code")
        patient = try Reference.read(json, "patient")
        onset = try Period.readChoice(json, time: "onsetDateTime", period: "onsetPeriod").start
        recorded = try json.time("recordedDate")
        reactions = try json.objects("reaction") { reaction throws(ResourceError) in
            Reaction(
                manifestations: try CodeableConcept.readAll(reaction, "manifestation"),
                severity: try reaction.text("severity"))
        }
        if code == nil {
            // Some systems name the substance in the reaction only.
            let substances = try json.objects("reaction") { reaction throws(ResourceError) in
                try CodeableConcept.read(reaction, "substance")
            }
            code = substances.lazy.compactMap(\.self).first
        }
    }
}

/// Code systems of FHIR's own status elements.
enum Systems {
    static let conditionClinical = "http://terminology.hl7.org/CodeSystem/condition-clinical"
    static let conditionVerification = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
    static let allergyClinical = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical"
    static let allergyVerification = "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification"
}

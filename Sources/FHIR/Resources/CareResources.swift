// What was done and planned: Encounter (R4 8.11), Procedure (9.3), Immunization (11.8), DiagnosticReport (10.2),
// CarePlan (9.5), Goal (9.7).

public struct EncounterResource: Hashable, Sendable {
    public var id: String
    public var status: String?
    /// AMB, IMP, EMER …
    public var encounterClass: Coding?
    public var types: [CodeableConcept]
    public var reasons: [CodeableConcept]
    public var subject: Reference?
    public var period: Period

    init(_ json: JSONView, id: String) throws(ResourceError) {
        self.id = id
        status = try json.text("status")
        let classValue = try json.object("class")
        encounterClass = classValue.exists ? try Coding(classValue) : nil
        types = try CodeableConcept.readAll(json, "type")
        reasons = try CodeableConcept.readAll(json, "reasonCode")
        subject = try Reference.read(json, "subject")
        period = try Period.read(json, "period")
    }
}

public struct ProcedureResource: Hashable, Sendable {
    public var id: String
    public var status: String?
    public var category: CodeableConcept?
    public var code: CodeableConcept?
    public var subject: Reference?
    public var performed: Period

    init(_ json: JSONView, id: String) throws(ResourceError) {
        self.id = id
        status = try json.text("status")
        category = try CodeableConcept.read(json, "category")
        code = try CodeableConcept.read(json, "code")
        subject = try Reference.read(json, "subject")
        performed = try Period.readChoice(json, time: "performedDateTime", period: "performedPeriod")
    }
}

public struct ImmunizationResource: Hashable, Sendable {
    public var id: String
    public var status: String?
    public var vaccine: CodeableConcept?
    public var patient: Reference?
    public var occurrence: ClinicalTime?

    init(_ json: JSONView, id: String) throws(ResourceError) {
        self.id = id
        status = try json.text("status")
        vaccine = try CodeableConcept.read(json, "vaccineCode")
        patient = try Reference.read(json, "patient")
        occurrence = try json.time("occurrenceDateTime")
    }
}

public struct DiagnosticReportResource: Hashable, Sendable {
    public var id: String
    public var status: String?
    public var categories: [CodeableConcept]
    public var code: CodeableConcept?
    public var subject: Reference?
    public var effective: Period
    public var issued: ClinicalTime?
    public var conclusion: String?
    public var conclusionCodes: [CodeableConcept]

    init(_ json: JSONView, id: String) throws(ResourceError) {
        self.id = id
        status = try json.text("status")
        categories = try CodeableConcept.readAll(json, "category")
        code = try CodeableConcept.read(json, "code")
        subject = try Reference.read(json, "subject")
        effective = try Period.readChoice(json, time: "effectiveDateTime", period: "effectivePeriod")
        issued = try json.time("issued")
        conclusion = try json.text("conclusion")
        conclusionCodes = try CodeableConcept.readAll(json, "conclusionCode")
    }
}

public struct CarePlanResource: Hashable, Sendable {
    public var id: String
    public var status: String?
    public var categories: [CodeableConcept]
    public var title: String?
    public var subject: Reference?
    public var period: Period

    init(_ json: JSONView, id: String) throws(ResourceError) {
        self.id = id
        status = try json.text("status")
        categories = try CodeableConcept.readAll(json, "category")
        title = try json.text("title")
        subject = try Reference.read(json, "subject")
        period = try Period.read(json, "period")
    }
}

public struct GoalResource: Hashable, Sendable {
    public var id: String
    public var lifecycleStatus: String?
    public var summary: CodeableConcept?
    public var subject: Reference?
    public var start: ClinicalTime?

    init(_ json: JSONView, id: String) throws(ResourceError) {
        self.id = id
        lifecycleStatus = try json.text("lifecycleStatus")
        summary = try CodeableConcept.read(json, "description")
        subject = try Reference.read(json, "subject")
        start = try json.time("startDate")
    }
}

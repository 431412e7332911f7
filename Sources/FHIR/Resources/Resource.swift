// One resource of any type. Types that hold nothing for a patient's timeline are known by name only.

/// A FHIR R4 resource, read as far as Meridian uses it.
public enum Resource: Hashable, Sendable {
    case patient(PatientResource)
    case encounter(EncounterResource)
    case condition(ConditionResource)
    case observation(ObservationResource)
    case medicationUse(MedicationUseResource)
    case medication(MedicationResource)
    case allergyIntolerance(AllergyIntoleranceResource)
    case procedure(ProcedureResource)
    case immunization(ImmunizationResource)
    case diagnosticReport(DiagnosticReportResource)
    case carePlan(CarePlanResource)
    case goal(GoalResource)
    case operationOutcome(OperationOutcome)
    /// A type that is not used here: Practitioner, Organization, Claim …
    case other(type: String)

    /// Reads a resource that is JSON text, such as a draft order in a request.
    public init(parsing bytes: [UInt8]) throws(ResourceError) {
        var parser = JSONParser()
        self = try Resource(try parser.document(bytes))
    }

    /// Reads a resource. A draft has no id yet: `fallbackID` stands in, such as the fullUrl of its bundle entry.
    ///
    /// - Throws: ``ResourceError`` if an element has the wrong type or a date is none.
    public init(_ json: JSONView, fallbackID: String? = nil) throws(ResourceError) {
        guard json.kind == .object else {
            throw ResourceError(offset: json.position, message: "a resource must be a JSON object")
        }
        guard let type = try json.text("resourceType") else {
            throw ResourceError(offset: json.position, message: "no resourceType: this is not a FHIR resource")
        }
        let id = try json.text("id") ?? fallbackID ?? ""
        self =
            switch type {
            case "Patient": .patient(try PatientResource(json, id: id))
            case "Encounter": .encounter(try EncounterResource(json, id: id))
            case "Condition": .condition(try ConditionResource(json, id: id))
            case "Observation": .observation(try ObservationResource(json, id: id))
            case "MedicationRequest": .medicationUse(try MedicationUseResource(json, id: id, form: .request))
            case "MedicationStatement": .medicationUse(try MedicationUseResource(json, id: id, form: .statement))
            case "MedicationAdministration":
                .medicationUse(try MedicationUseResource(json, id: id, form: .administration))
            case "Medication": .medication(try MedicationResource(json, id: id))
            case "AllergyIntolerance": .allergyIntolerance(try AllergyIntoleranceResource(json, id: id))
            case "Procedure": .procedure(try ProcedureResource(json, id: id))
            case "Immunization": .immunization(try ImmunizationResource(json, id: id))
            case "DiagnosticReport": .diagnosticReport(try DiagnosticReportResource(json, id: id))
            case "CarePlan": .carePlan(try CarePlanResource(json, id: id))
            case "Goal": .goal(try GoalResource(json, id: id))
            case "OperationOutcome": .operationOutcome(try OperationOutcome(json))
            default: .other(type: type)
            }
    }
}

extension JSONParser {
    /// Parses a document whose text, if it is not JSON, counts as a resource that cannot be read.
    @_lifetime(&self)
    fileprivate mutating func document(_ bytes: [UInt8]) throws(ResourceError) -> JSONView {
        do throws(JSONSyntaxError) {
            return try parse(bytes)
        } catch {
            throw ResourceError(offset: error.offset, message: error.message)
        }
    }
}

// The data model that translators know: FHIR's. Facts hold CQL's own types already, so that what libraries do to get from
// the one to the other comes to nothing here: the functions of FHIRHelpers give back their operand, and the patient is a
// tuple of what a record knows of one.

import Expressions
import JSON

extension ELM {
    /// The parameters that stand for the patient's own data; who evaluates a library sets them.
    public enum PatientParameter: String, CaseIterable, Sendable {
        /// A date, as exact as the record has it.
        case birthDate = "Patient.birthDate"
        /// A code of FHIR's AdministrativeGender: `female`, `male` or `other`.
        case gender = "Patient.gender"
    }
}

extension ELM.LibraryReader {
    /// What a retrieve of patients gives.
    static var patient: ELM.Expression {
        .tuple([
            "birthDate": .parameter(ELM.PatientParameter.birthDate.rawValue),
            "gender": .parameter(ELM.PatientParameter.gender.rawValue),
        ])
    }

    private static let helpers = "FHIRHelpers"

    /// A call of a conversion of FHIRHelpers: its operand.
    mutating func modelConversion(_ node: JSONValue, _ scope: inout Scope) throws(Refusal) -> ELM.Expression? {
        guard let alias = node["libraryName"]?.stringValue, let path = includedPath(alias, from: scope.library),
            path.split(separator: ".").last.map(String.init) == Self.helpers
                || path.split(separator: "/").last.map(String.init) == Self.helpers
        else { return nil }
        let operands = node["operand"]?.arrayValue ?? []
        guard try name(of: node).hasPrefix("To"), operands.count == 1 else {
            throw Refusal("FunctionRef", "\(path) has no conversion \(try name(of: node)) of one operand")
        }
        return try read(operands[0], &scope)
    }
}

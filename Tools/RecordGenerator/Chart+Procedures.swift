// Examinations that go with a diagnosis, as FHIR Procedures: in words where the hospital is Chinese, in SNOMED CT where
// it is not.

import FHIR

struct Examination: Sendable {
    let snomed: String
    let english: String
    let chinese: String

    static let electrocardiogram = Examination(
        snomed: "29303009", english: "Electrocardiographic procedure", chinese: "心电图检查")
    static let echocardiogram = Examination(snomed: "40701008", english: "Echocardiography", chinese: "超声心动图检查")

    /// What is done when the diagnosis is made.
    static func confirming(_ problem: Problem) -> Examination? {
        if problem == .atrialFibrillation || problem == .hypertension { return .electrocardiogram }
        return problem == .heartFailure ? .echocardiogram : nil
    }
}

extension Chart {
    func writeProcedures(_ files: inout ResourceFiles) {
        for (number, diagnosis) in diagnoses.enumerated() {
            guard let examination = Examination.confirming(diagnosis.problem) else { continue }
            files.add("Procedure", id: "\(id)-x\(number)") { writer in
                writer.member("status", "completed")
                writer.name("code")
                if language == .chinese {
                    CodeableConcept(text: examination.chinese).write(to: &writer)
                } else {
                    CodeableConcept([
                        Coding(
                            system: "http://snomed.info/sct", code: examination.snomed, display: examination.english)
                    ]).write(to: &writer)
                }
                writeSubject("subject", &writer)
                writer.member("performedDateTime", date(diagnosis.onset))
            }
        }
    }
}

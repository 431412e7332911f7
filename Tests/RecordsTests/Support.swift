import FHIR
import Foundation
import Records

/// A folder with files to import and a store beside it, removed with its owner.
final class Workspace: Sendable {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "meridian-\(UUID().uuidString)")
        path = url.path
        try FileManager.default.createDirectory(atPath: "\(path)/input", withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var input: String { "\(path)/input" }

    func store() throws -> RecordStore { try RecordStore.open("\(path)/records") }

    /// Writes a file into the input folder, in place of all that is there.
    func replaceInput(_ name: String, _ lines: String...) throws {
        try FileManager.default.removeItem(atPath: input)
        try FileManager.default.createDirectory(atPath: input, withIntermediateDirectories: true)
        try add(name, lines.joined(separator: "\n"))
    }

    func add(_ name: String, _ text: String) throws { try add(name, Data(text.utf8)) }

    func add(_ name: String, _ data: Data) throws { try data.write(to: URL(filePath: "\(input)/\(name)")) }
}

/// FHIR resources in one line.
enum Sample {
    static func patient(_ id: String, name: String = "王秀兰", rest: String = "") -> String {
        #"{"resourceType":"Patient","id":"\#(id)","gender":"female","birthDate":"1950-03","name":[{"text":"\#(name)"}]"#
            + #","identifier":[{"system":"urn:hospital","value":"MR-\#(id)"}]\#(rest)}"#
    }

    static func condition(
        _ id: String, of patient: String, code: String = "I10", text: String = "高血压",
        verification: String = "confirmed"
    ) -> String {
        #"{"resourceType":"Condition","id":"\#(id)","subject":{"reference":"Patient/\#(patient)"},"#
            + #""clinicalStatus":{"coding":[{"code":"active"}]},"#
            + #""verificationStatus":{"coding":[{"code":"\#(verification)"}]},"onsetDateTime":"2020-05","#
            + #""code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10","code":"\#(code)"}],"text":"\#(text)"}}"#
    }

    static func creatinine(_ id: String, of patient: String, value: String = "132.0", on date: String) -> String {
        #"{"resourceType":"Observation","id":"\#(id)","status":"final","subject":{"reference":"Patient/\#(patient)"},"#
            + #""effectiveDateTime":"\#(date)","code":{"text":"肌酐"},"#
            + #""valueQuantity":{"value":\#(value),"unit":"umol/L"}}"#
    }
}

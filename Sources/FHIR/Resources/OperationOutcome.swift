// OperationOutcome, R4 2.28: what went wrong, in a form that FHIR clients show.

public struct OperationOutcome: Hashable, Sendable {
    public struct Issue: Hashable, Sendable {
        /// fatal, error, warning or information.
        public var severity: String
        /// A code of the issue-type value set: invalid, structure, not-found, exception …
        public var code: String
        public var diagnostics: String?

        public init(severity: String, code: String, diagnostics: String? = nil) {
            self.severity = severity
            self.code = code
            self.diagnostics = diagnostics
        }
    }

    public var issues: [Issue]

    public init(issues: [Issue]) { self.issues = issues }

    init(_ json: JSONView) throws(ResourceError) {
        issues = try json.objects("issue") { issue throws(ResourceError) in
            let details = try CodeableConcept.read(issue, "details")
            return Issue(
                severity: try issue.text("severity") ?? "error", code: try issue.text("code") ?? "unknown",
                diagnostics: try issue.text("diagnostics") ?? details?.text)
        }
    }

    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("resourceType", "OperationOutcome")
            writer.array("issue") { writer in
                for issue in issues {
                    writer.object { writer in
                        writer.member("severity", issue.severity)
                        writer.member("code", issue.code)
                        writer.member("diagnostics", issue.diagnostics)
                    }
                }
            }
        }
    }
}

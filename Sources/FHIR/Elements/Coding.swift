// Codes: FHIR's Coding and CodeableConcept, R4 2.24.0.5 and 2.24.0.6.

/// A code of a code system. Local codes may lack a system, free text lacks both and is only a display.
public struct Coding: Hashable, Sendable {
    public var system: String
    public var code: String
    public var display: String

    public init(system: String = "", code: String = "", display: String = "") {
        self.system = system
        self.code = code
        self.display = display
    }

    /// nil if it says nothing.
    init?(_ json: JSONView) throws(ResourceError) {
        system = try json.text("system") ?? ""
        code = try json.text("code") ?? ""
        display = try json.text("display") ?? ""
        if code.isEmpty && display.isEmpty { return nil }
    }

    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("system", system.isEmpty ? nil : system)
            writer.member("code", code.isEmpty ? nil : code)
            writer.member("display", display.isEmpty ? nil : display)
        }
    }
}

/// One meaning in several code systems, or in words.
public struct CodeableConcept: Hashable, Sendable {
    public var codings: [Coding]
    public var text: String?

    public init(_ codings: [Coding] = [], text: String? = nil) {
        self.codings = codings
        self.text = text
    }

    init(_ json: JSONView) throws(ResourceError) {
        text = try json.text("text")
        codings = try json.objects("coding") { coding throws(ResourceError) in try Coding(coding) }.compactMap(\.self)
    }

    /// The concept of a member, or nil if it is absent or empty.
    static func read(_ json: JSONView, _ name: StaticString) throws(ResourceError) -> CodeableConcept? {
        let value = try json.object(name)
        guard value.exists else { return nil }
        let concept = try CodeableConcept(value)
        return concept.isEmpty ? nil : concept
    }

    /// The concepts of a member that is an array.
    static func readAll(_ json: JSONView, _ name: StaticString) throws(ResourceError) -> [CodeableConcept] {
        try json.objects(name) { value throws(ResourceError) in try CodeableConcept(value) }.filter { !$0.isEmpty }
    }

    public var isEmpty: Bool { codings.isEmpty && text == nil }

    /// The codings, and the text as a coding of its own when no coding has it as its display.
    public var allCodings: [Coding] {
        guard let text, !codings.contains(where: { $0.display == text }) else { return codings }
        return codings + [Coding(display: text)]
    }

    /// The code in a system, as FHIR's own status elements use it; nil if it has none.
    public func code(in system: String) -> String? {
        codings.first { $0.system == system }?.code ?? codings.first { $0.system.isEmpty }?.code
    }

    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            if !codings.isEmpty {
                writer.array("coding") { writer in
                    for coding in codings { coding.write(to: &writer) }
                }
            }
            writer.member("text", text)
        }
    }
}

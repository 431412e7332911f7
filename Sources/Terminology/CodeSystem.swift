// Code systems by the names that records give them. Concepts are IRIs made of the system's official base and the code;
// records name the same system by its FHIR URI, its OID or an IRI, and hospitals by habit.

public struct CodeSystem: Sendable {
    /// The IRI that a code is appended to.
    public let base: String
    /// True where a code's prefix is its parent (ICD-10, ATC), so that a longer local code means at least its prefix.
    public let isPrefixHierarchy: Bool

    static let icd10 = CodeSystem(base: "http://hl7.org/fhir/sid/icd-10/", isPrefixHierarchy: true)
    static let atc = CodeSystem(base: "http://www.whocc.no/atc/", isPrefixHierarchy: true)
    static let snomed = CodeSystem(base: "http://snomed.info/id/", isPrefixHierarchy: false)
    static let loinc = CodeSystem(base: "http://loinc.org/", isPrefixHierarchy: false)
    static let rxnorm = CodeSystem(base: "http://www.nlm.nih.gov/research/umls/rxnorm/", isPrefixHierarchy: false)
    static let cvx = CodeSystem(base: "http://hl7.org/fhir/sid/cvx/", isPrefixHierarchy: false)

    /// FHIR system URIs and OIDs (HL7 terminology registry) of the systems known here.
    private static let known: [String: CodeSystem] = [
        "http://hl7.org/fhir/sid/icd-10": icd10,
        "http://hl7.org/fhir/sid/icd-10-cm": icd10,
        "http://hl7.org/fhir/sid/icd-10-cn": icd10,
        "http://id.who.int/icd/release/10": icd10,
        "urn:oid:2.16.840.1.113883.6.3": icd10,
        "urn:oid:2.16.840.1.113883.6.90": icd10,
        "http://www.whocc.no/atc": atc,
        "urn:oid:2.16.840.1.113883.6.73": atc,
        "http://snomed.info/sct": snomed,
        "http://snomed.info/id": snomed,
        "urn:oid:2.16.840.1.113883.6.96": snomed,
        "http://loinc.org": loinc,
        "urn:oid:2.16.840.1.113883.6.1": loinc,
        "http://www.nlm.nih.gov/research/umls/rxnorm": rxnorm,
        "urn:oid:2.16.840.1.113883.6.88": rxnorm,
        "http://hl7.org/fhir/sid/cvx": cvx,
        "urn:oid:2.16.840.1.113883.12.292": cvx,
    ]

    /// The system that `uri` names; a system not known here is taken at its word, its codes appended after a slash.
    public static func named(_ uri: String) -> CodeSystem {
        var key = uri
        while key.hasSuffix("/") { key.removeLast() }
        if let system = known[key] { return system }
        if key.hasPrefix("http://snomed.info/sct/") { return snomed }
        return CodeSystem(base: key + "/", isPrefixHierarchy: false)
    }

    /// The IRIs that `code` may stand for, most specific first: the code itself, then, in a prefix hierarchy, its
    /// parents. ICD-10 is cleaned of the marks that national and local editions add (`I10.x00`, `E11.9+`, `I10  `).
    public func candidates(for code: String) -> [String] {
        guard isPrefixHierarchy else { return [base + code] }
        var text = code.uppercased().filter { !$0.isWhitespace }
        if base == Self.icd10.base {
            text = String(text.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == "-") })
            if let filler = text.firstIndex(of: "X"), filler != text.startIndex { text = String(text[..<filler]) }
            if text.count > 3, !text.contains("."), text.dropFirst(3).allSatisfy(\.isNumber) {
                text.insert(".", at: text.index(text.startIndex, offsetBy: 3))
            }
        }
        let shortest = base == Self.icd10.base ? 3 : 1
        var candidates: [String] = []
        while text.count >= shortest, !text.isEmpty {
            if text.last != "." { candidates.append(base + text) }
            text.removeLast()
        }
        return candidates
    }
}

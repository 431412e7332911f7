// The prefixes that need no PREFIX: those of the house, and those that the store itself declares, as SHACL (section 5.2.1)
// and VANN say them.

import GraphStore
import RDF
import Terminology

enum KnownPrefixes {
    /// The vocabularies and code systems that the shipped knowledge is written in.
    static let house = Prefixes([
        "rdf": Vocabulary.rdf.iri, "rdfs": Vocabulary.rdfs.iri, "xsd": Vocabulary.xsd.iri, "owl": Vocabulary.owl.iri,
        "skos": Vocabulary.skos.iri, "dcterms": Vocabulary.dcterms.iri, "prov": Vocabulary.prov.iri,
        "sh": Vocabulary.sh.iri, "m": MeridianBase.ontology, "obs": MeridianBase.observation,
        "ingredient": MeridianBase.all + "ingredient/", "set": MeridianBase.all + "set/",
        "icd10": "http://hl7.org/fhir/sid/icd-10/", "atc": "http://www.whocc.no/atc/", "loinc": "http://loinc.org/",
        "snomed": "http://snomed.info/id/", "rxnorm": "http://www.nlm.nih.gov/research/umls/rxnorm/",
        "cvx": "http://hl7.org/fhir/sid/cvx/",
    ])

    private static let vann = Namespace("http://purl.org/vocab/vann/")
    private static let declarations = [
        (name: Vocabulary.sh["prefix"], namespace: Vocabulary.sh["namespace"]),
        (name: vann["preferredNamespacePrefix"], namespace: vann["preferredNamespaceUri"]),
    ]

    /// The prefixes of the house and of the store; where both have a name, the house's holds.
    static func all(in snapshot: borrowing Snapshot) throws -> Prefixes {
        var prefixes = house
        for declaration in declarations {
            var names: [Term: String] = [:]
            try snapshot.forEachQuad(predicate: declaration.name) { names[$0.subject] = $0.object.literal?.lexicalForm }
            if names.isEmpty { continue }
            try snapshot.forEachQuad(predicate: declaration.namespace) { quad in
                guard let name = names[quad.subject], house[name] == nil, isName(name) else { return }
                let namespace = quad.object.literal?.lexicalForm ?? quad.object.iri?.string ?? ""
                if let iri = try? IRI(checking: namespace) { prefixes[name] = iri.string }
            }
        }
        return prefixes
    }

    /// Whether a text can stand before the colon without more ado.
    private static func isName(_ text: String) -> Bool {
        text.first?.isLetter == true && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    }
}

extension Prefixes {
    /// `prefix:local`, where the IRI has such a form that can be typed as it is.
    func compact(_ iri: IRI) -> String? {
        guard let (name, local) = split(iri), local.first != "-", local.first != ".", local.last != ".",
            local.utf8.allSatisfy(Self.isPlain)
        else { return nil }
        return "\(name):\(local)"
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}

// The names of the vocabularies that the engine itself reads and writes. A namespace makes IRIs by subscript
// (`Vocabulary.skos["broader"]`); the names used in code are constants, so that a misspelling does not compile.

/// A namespace: the IRI that names begin with.
public struct Namespace: Hashable, Sendable {
    public let iri: String

    public init(_ iri: String) {
        self.iri = iri
    }

    /// The IRI of a name in this namespace.
    public subscript(_ localName: String) -> IRI { IRI(iri + localName) }
}

/// The vocabularies of the standards.
public enum Vocabulary {
    public static let rdf = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
    public static let rdfs = Namespace("http://www.w3.org/2000/01/rdf-schema#")
    public static let xsd = Namespace("http://www.w3.org/2001/XMLSchema#")
    public static let owl = Namespace("http://www.w3.org/2002/07/owl#")
    public static let skos = Namespace("http://www.w3.org/2004/02/skos/core#")
    public static let dcterms = Namespace("http://purl.org/dc/terms/")
    public static let prov = Namespace("http://www.w3.org/ns/prov#")
    public static let sh = Namespace("http://www.w3.org/ns/shacl#")

    public enum RDF {
        public static let type = rdf["type"]
        public static let first = rdf["first"]
        public static let rest = rdf["rest"]
        public static let `nil` = rdf["nil"]
        public static let reifies = rdf["reifies"]
        public static let langString = rdf["langString"]
        public static let dirLangString = rdf["dirLangString"]
        public static let xmlLiteral = rdf["XMLLiteral"]
        public static let html = rdf["HTML"]
        public static let statement = rdf["Statement"]
        public static let subject = rdf["subject"]
        public static let predicate = rdf["predicate"]
        public static let object = rdf["object"]
    }

    public enum RDFS {
        public static let label = rdfs["label"]
        public static let comment = rdfs["comment"]
        public static let seeAlso = rdfs["seeAlso"]
        public static let subClassOf = rdfs["subClassOf"]
    }

    public enum SKOS {
        public static let broader = skos["broader"]
        public static let prefLabel = skos["prefLabel"]
        public static let altLabel = skos["altLabel"]
        public static let notation = skos["notation"]
        public static let exactMatch = skos["exactMatch"]
        public static let broadMatch = skos["broadMatch"]
        public static let member = skos["member"]
        public static let inScheme = skos["inScheme"]
    }

    public enum XSD {
        public static let string = xsd["string"]
        public static let boolean = xsd["boolean"]
        public static let integer = xsd["integer"]
        public static let decimal = xsd["decimal"]
        public static let double = xsd["double"]
        public static let float = xsd["float"]
        public static let date = xsd["date"]
        public static let dateTime = xsd["dateTime"]
        public static let gYear = xsd["gYear"]
        public static let gYearMonth = xsd["gYearMonth"]
        public static let duration = xsd["duration"]
        public static let anyURI = xsd["anyURI"]
    }
}

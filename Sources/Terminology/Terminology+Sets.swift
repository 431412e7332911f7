// Code systems and value sets: what a code is one of, as far as the graph says so.
//
// A code system is a skos:ConceptScheme, a value set a skos:Collection. A value set holds its members and everything that
// is a kind of one, as criteria do that name it.

extension Terminology {
    /// The code system that the concept's code is of, if it is known.
    public func codeSystem(of concept: ConceptID) -> ConceptID? { systems[Int(concept.rawValue)] }

    /// The code system of this name: its FHIR URI, an OID, or the IRI that its codes begin with.
    public func codeSystem(_ uri: String) -> ConceptID? { systemsByBase[CodeSystem.named(uri).base] }

    /// The concept of a code of a system, if the snapshot has it.
    public func concept(code: String, system: String) -> ConceptID? {
        CodeSystem.named(system).candidates(for: code).first.flatMap { concept($0) }
    }

    /// The value set of this name; a version after a bar is that of the value set as such and is passed over.
    public func valueSet(_ url: String) -> ConceptID? {
        let name = url.prefix { $0 != "|" }
        return concept(String(name)).flatMap { roles($0).contains(.collection) ? $0 : nil }
    }

    /// The concepts of a value set, in ascending order of identity; `nil` for what is no value set. Looks at every
    /// concept.
    public func members(of set: ConceptID) -> [ConceptID]? {
        guard roles(set).contains(.collection) else { return nil }
        return concepts.filter { $0 != set && isA($0, set) && !roles($0).contains(.collection) }
    }
}

import RDF

/// A property path (SPARQL 1.1 section 18.2.2.3).
public indirect enum PropertyPath: Hashable, Sendable {
    case link(IRI)
    case inverse(PropertyPath)
    case sequence(PropertyPath, PropertyPath)
    case alternative(PropertyPath, PropertyPath)
    case zeroOrMore(PropertyPath)
    case oneOrMore(PropertyPath)
    case zeroOrOne(PropertyPath)
    /// Any predicate but `forward` from subject to object, or any but `inverse` the other way; the way whose list is
    /// empty is not walked, save that `!()` walks forward.
    case negatedPropertySet(forward: [IRI], inverse: [IRI])
}

// The constraint components of SHACL Core (sections 4.1 to 4.8), by the names that reports give them.

import RDF

public enum ConstraintComponent: UInt8, CaseIterable, Sendable {
    case valueClass, datatype, nodeKind
    case minCount, maxCount
    case minExclusive, minInclusive, maxExclusive, maxInclusive
    case minLength, maxLength, pattern
    case languageIn, uniqueLang
    case equals, disjoint, lessThan, lessThanOrEquals
    case not, and, or, xone
    case node, property, qualifiedMinCount, qualifiedMaxCount
    case closed, hasValue, isIn

    /// The parameter that a shape states the constraint with.
    var parameter: IRI {
        switch self {
        case .valueClass: Vocabulary.SHACL.term("class")
        case .isIn: Vocabulary.SHACL.term("in")
        default: Vocabulary.SHACL.term("\(self)")
        }
    }

    /// The component's IRI: the parameter's name with a capital, and `ConstraintComponent`.
    public var iri: IRI {
        let name = parameter.string.dropFirst(Vocabulary.sh.iri.count)
        return Vocabulary.SHACL.term(name.prefix(1).uppercased() + name.dropFirst() + "ConstraintComponent")
    }

    static let byParameter: [IRI: ConstraintComponent] = Dictionary(
        uniqueKeysWithValues: allCases.map { ($0.parameter, $0) })

    /// Whether the constraint speaks of the value nodes together, which only property shapes may do.
    var needsPath: Bool {
        switch self {
        case .minCount, .maxCount, .uniqueLang, .lessThan, .lessThanOrEquals: true
        default: false
        }
    }
}

import RDF

/// A datatype of which usual literals are their own ids.
public struct InlineDatatype: Sendable {
    private let datatype: KnownDatatype

    /// Nil for a datatype whose literals all stand in the dictionary.
    public init?(_ datatype: IRI) {
        guard let known = KnownDatatype.allCases.first(where: { $0.iri == datatype }) else { return nil }
        switch known {
        case .string, .integer, .decimal, .dateTime, .date, .boolean: self.datatype = known
        default: return nil
        }
    }

    /// The id of the literal that is written so; nil when it is none that is its own id.
    public func id(of lexicalForm: Span<UInt8>) -> TermID? {
        lexicalForm.withUnsafeBufferPointer { InlineValue.id($0, datatype) }
    }
}

// How GDL2 guidelines stand in the graph: the class m:RuleGuideline and what hangs on it (Graph/meridian.ttl). Operators are
// those of ELM where ELM has them.

import RDF

extension Vocabulary.Meridian {
    public static let ruleGuideline = term("RuleGuideline")
    static let rule = term("Rule")
    static let ordinal = term("Ordinal")
    static let fired = term("Fired")
    static let squareRoot = term("SquareRoot")
}

extension GDL2 {
    /// The properties, by local name.
    enum Property: String {
        case rule, priority, when, then, preCondition, defaultAction, binding, archetype, template, direction, element,
            attribute, value, path, dataType, allowedUnit, allowedValue, recordPredicate, concept, formatVersion,
            originalLanguage, metadata

        var iri: IRI { Vocabulary.meridian[rawValue] }
    }

    static let jsonDatatype = Vocabulary.rdf["JSON"]
    static let namespace = "https://w3id.org/meridian/guideline/gdl2/"

    /// The IRI of a guideline and, with a code, of its rule or term.
    public static func iri(guideline id: String, code: String? = nil) -> IRI {
        IRI(namespace + encoded(id) + (code.map { "#" + encoded($0) } ?? ""))
    }

    /// With a percent sign and two hexadecimal digits for each byte that an IRI may not hold there.
    private static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF")
        var result = ""
        for byte in text.utf8 {
            let scalar = Unicode.Scalar(byte)
            if scalar.isASCII,
                scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                    || "._-".unicodeScalars.contains(scalar)
            {
                result.unicodeScalars.append(scalar)
            } else {
                result += "%" + String(digits[Int(byte >> 4)]) + String(digits[Int(byte & 15)])
            }
        }
        return result
    }
}

extension GDL2.Operator {
    /// ELM's name.
    var elmName: String {
        switch self {
        case .or: "Or"
        case .and: "And"
        case .equal: "Equal"
        case .notEqual: "NotEqual"
        case .lessOrEqual: "LessOrEqual"
        case .greaterOrEqual: "GreaterOrEqual"
        case .less: "Less"
        case .greater: "Greater"
        case .add: "Add"
        case .subtract: "Subtract"
        case .multiply: "Multiply"
        case .divide: "Divide"
        case .power: "Power"
        }
    }
}

extension GDL2.Function {
    var iri: IRI {
        switch self {
        case .not: Vocabulary.elm["Not"]
        case .negate: Vocabulary.elm["Negate"]
        case .abs: Vocabulary.elm["Abs"]
        case .ceil: Vocabulary.elm["Ceiling"]
        case .exp: Vocabulary.elm["Exp"]
        case .floor: Vocabulary.elm["Floor"]
        case .log: Vocabulary.elm["Ln"]
        case .log10: Vocabulary.elm["Log"]
        case .round: Vocabulary.elm["Round"]
        case .sqrt: Vocabulary.Meridian.squareRoot
        }
    }
}

extension GDL2.DataBinding.Direction {
    var iri: IRI {
        switch self {
        case .input: Vocabulary.meridian["Input"]
        case .output: Vocabulary.meridian["Output"]
        case .both: Vocabulary.meridian["InputAndOutput"]
        }
    }
}

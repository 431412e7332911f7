// The functions of SPARQL by family; each family has a file of its own.
import GraphStore
import Quantities
import RDF
import SPARQLSyntax

extension ExpressionEvaluator {
    func call(
        _ function: Builtin, _ arguments: [CompiledExpression], _ batch: Batch, _ row: Int
    ) throws -> Value? {
        var values = Arguments()
        for argument in arguments {
            guard let value = try evaluate(argument, batch, row) else { return nil }
            values.append(value)
        }
        switch function {
        case .isIRI, .isBlank, .isLiteral, .isNumeric, .isTriple, .sameTerm, .str, .lang, .langDirection,
            .hasLanguage, .hasLanguageDirection, .datatype, .iri, .blankNode, .literalWithDatatype,
            .literalWithLanguage, .literalWithDirection, .uuid, .uuidString, .triple, .subject, .predicate, .object:
            return try callTermFunction(function, values)
        case .stringLength, .substring, .uppercase, .lowercase, .startsWith, .endsWith, .contains, .before, .after,
            .encodeForURI, .concatenate, .langMatches, .regex, .replace:
            return try callStringFunction(function, values)
        case .md5, .sha1, .sha256, .sha384, .sha512:
            guard let text = try context.plainText(values[0]), let algorithm = Digest(function) else { return nil }
            return .string(algorithm.hexadecimal(of: text))
        case .now, .year, .month, .day, .hours, .minutes, .seconds, .timezone, .tz:
            return try callTimeFunction(function, values)
        case .random:
            return .number(.double(Double(context.generator.next() >> 11) * 0x1p-53))
        case .absolute: return try context.numeric(values[0])?.magnitude.map { .number($0) }
        case .round: return try context.numeric(values[0]).map { .number($0.rounded(.halfUp)) }
        case .ceiling: return try context.numeric(values[0]).map { .number($0.rounded(.up)) }
        case .floor: return try context.numeric(values[0]).map { .number($0.rounded(.down)) }
        }
    }

    /// SPARQL 1.1 Query, section 17.4.5.
    private func callTimeFunction(_ function: Builtin, _ values: Arguments) throws -> Value? {
        if function == .now { return .term(.literal(context.now.literal)) }
        guard let moment = try context.temporal(values[0]) else { return nil }
        switch function {
        case .year:
            return moment.hasDate || moment.kind == .gYear || moment.kind == .gYearMonth
                ? .number(.integer(moment.year)) : nil
        case .month: return moment.hasDate ? .number(.integer(moment.month)) : nil
        case .day: return moment.hasDate ? .number(.integer(moment.day)) : nil
        case .hours: return moment.hasTime ? .number(.integer(moment.hour)) : nil
        case .minutes: return moment.hasTime ? .number(.integer(moment.minute)) : nil
        case .seconds:
            guard moment.hasTime else { return nil }
            let nanoseconds = Int128(moment.second) * 1_000_000_000 + Int128(moment.nanoseconds)
            return ExactDecimal(coefficient: nanoseconds, exponent: -9).map { .number(.decimal($0)) }
        case .timezone:
            guard let zone = moment.zone else { return nil }
            let duration = DurationValue(.dayTimeDuration, months: 0, seconds: zone * 60)
            return .term(.literal(duration.literal))
        default: return .string(moment.zoneText)
        }
    }
}

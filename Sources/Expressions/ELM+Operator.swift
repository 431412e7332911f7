// The operators that are nothing but a name and operands: ELM's names are the raw values.

extension ELM {
    public enum Operator: String, Sendable, Hashable, CaseIterable {
        // Logical
        case and = "And"
        case or = "Or"
        case not = "Not"
        case implies = "Implies"
        case xor = "Xor"

        // Nullological
        case isNull = "IsNull"
        case isTrue = "IsTrue"
        case isFalse = "IsFalse"
        case coalesce = "Coalesce"

        // Comparison
        case equal = "Equal"
        case equivalent = "Equivalent"
        case notEqual = "NotEqual"
        case less = "Less"
        case greater = "Greater"
        case lessOrEqual = "LessOrEqual"
        case greaterOrEqual = "GreaterOrEqual"

        // Arithmetic
        case add = "Add"
        case subtract = "Subtract"
        case multiply = "Multiply"
        case divide = "Divide"
        case truncatedDivide = "TruncatedDivide"
        case modulo = "Modulo"
        case power = "Power"
        case log = "Log"
        case ceiling = "Ceiling"
        case floor = "Floor"
        case truncate = "Truncate"
        case abs = "Abs"
        case negate = "Negate"
        case round = "Round"
        case ln = "Ln"
        case exp = "Exp"
        case successor = "Successor"
        case predecessor = "Predecessor"
        case precision = "Precision"
        case lowBoundary = "LowBoundary"
        case highBoundary = "HighBoundary"
        case minValue = "MinValue"
        case maxValue = "MaxValue"

        // String
        case concatenate = "Concatenate"
        case combine = "Combine"
        case split = "Split"
        case splitOnMatches = "SplitOnMatches"
        case length = "Length"
        case upper = "Upper"
        case lower = "Lower"
        case indexer = "Indexer"
        case positionOf = "PositionOf"
        case lastPositionOf = "LastPositionOf"
        case substring = "Substring"
        case startsWith = "StartsWith"
        case endsWith = "EndsWith"
        case matches = "Matches"
        case replaceMatches = "ReplaceMatches"

        // Date and time
        case dateTime = "DateTime"
        case date = "Date"
        case time = "Time"
        case now = "Now"
        case today = "Today"
        case timeOfDay = "TimeOfDay"
        case dateFrom = "DateFrom"
        case timeFrom = "TimeFrom"
        case timezoneOffsetFrom = "TimezoneOffsetFrom"
        case dateTimeComponentFrom = "DateTimeComponentFrom"
        case durationBetween = "DurationBetween"
        case differenceBetween = "DifferenceBetween"
        case sameAs = "SameAs"
        case sameOrBefore = "SameOrBefore"
        case sameOrAfter = "SameOrAfter"
        case calculateAge = "CalculateAge"
        case calculateAgeAt = "CalculateAgeAt"

        // Interval
        case start = "Start"
        case end = "End"
        case pointFrom = "PointFrom"
        case width = "Width"
        case size = "Size"
        case contains = "Contains"
        case properContains = "ProperContains"
        case `in` = "In"
        case properIn = "ProperIn"
        case includes = "Includes"
        case includedIn = "IncludedIn"
        case properIncludes = "ProperIncludes"
        case properIncludedIn = "ProperIncludedIn"
        case before = "Before"
        case after = "After"
        case meets = "Meets"
        case meetsBefore = "MeetsBefore"
        case meetsAfter = "MeetsAfter"
        case overlaps = "Overlaps"
        case overlapsBefore = "OverlapsBefore"
        case overlapsAfter = "OverlapsAfter"
        case starts = "Starts"
        case ends = "Ends"
        case collapse = "Collapse"
        case expand = "Expand"
        case union = "Union"
        case intersect = "Intersect"
        case except = "Except"

        // List
        case exists = "Exists"
        case first = "First"
        case last = "Last"
        case slice = "Slice"
        case indexOf = "IndexOf"
        case distinct = "Distinct"
        case flatten = "Flatten"
        case times = "Times"
        case singletonFrom = "SingletonFrom"

        // Aggregate
        case count = "Count"
        case sum = "Sum"
        case product = "Product"
        case min = "Min"
        case max = "Max"
        case avg = "Avg"
        case median = "Median"
        case mode = "Mode"
        case variance = "Variance"
        case populationVariance = "PopulationVariance"
        case stdDev = "StdDev"
        case populationStdDev = "PopulationStdDev"
        case geometricMean = "GeometricMean"
        case allTrue = "AllTrue"
        case anyTrue = "AnyTrue"

        // Structure
        case ratio = "Ratio"
        case children = "Children"
        case descendents = "Descendents"

        // Conversion
        case toBoolean = "ToBoolean"
        case toInteger = "ToInteger"
        case toLong = "ToLong"
        case toDecimal = "ToDecimal"
        case toQuantity = "ToQuantity"
        case toString = "ToString"
        case toDate = "ToDate"
        case toDateTime = "ToDateTime"
        case toTime = "ToTime"
        case toList = "ToList"
        case toChars = "ToChars"
        case toConcept = "ToConcept"
        case toRatio = "ToRatio"
        case convertsToBoolean = "ConvertsToBoolean"
        case convertsToInteger = "ConvertsToInteger"
        case convertsToLong = "ConvertsToLong"
        case convertsToDecimal = "ConvertsToDecimal"
        case convertsToQuantity = "ConvertsToQuantity"
        case convertsToString = "ConvertsToString"
        case convertsToDate = "ConvertsToDate"
        case convertsToDateTime = "ConvertsToDateTime"
        case convertsToTime = "ConvertsToTime"
        case convertsToRatio = "ConvertsToRatio"
        case canConvertQuantity = "CanConvertQuantity"

        // Clinical
        case subsumes = "Subsumes"
        case subsumedBy = "SubsumedBy"
        case inValueSet = "InValueSet"
        case anyInValueSet = "AnyInValueSet"
        case inCodeSystem = "InCodeSystem"
        case anyInCodeSystem = "AnyInCodeSystem"
        case expandValueSet = "ExpandValueSet"

        // Errors and messages
        case message = "Message"
    }
}

extension ELM.Operator {
    /// How many operands the operator takes.
    public var arity: ClosedRange<Int> {
        switch self {
        case .now, .today, .timeOfDay: 0...0
        case .and, .or, .coalesce, .concatenate: 1...Self.maximumArity
        case .combine, .round, .collapse, .expand: 1...2
        case .dateTime: 1...8
        case .date: 1...3
        case .time: 1...4
        case .substring: 2...3
        case .lowBoundary, .highBoundary: 1...2
        case .message: 1...5
        case .slice, .replaceMatches: 3...3
        case .not, .isNull, .isTrue, .isFalse, .ceiling, .floor, .truncate, .abs, .negate, .ln, .exp, .successor,
            .predecessor, .precision, .minValue, .maxValue, .length, .upper, .lower, .dateFrom, .timeFrom,
            .timezoneOffsetFrom, .dateTimeComponentFrom, .calculateAge, .start, .end, .pointFrom, .width, .size,
            .exists,
            .first, .last, .distinct, .flatten, .singletonFrom, .count, .sum, .product, .min, .max, .avg, .median,
            .mode,
            .variance, .populationVariance, .stdDev, .populationStdDev, .geometricMean, .allTrue, .anyTrue, .toBoolean,
            .toInteger, .toLong, .toDecimal, .toQuantity, .toString, .toDate, .toDateTime, .toTime, .toList,
            .convertsToBoolean, .convertsToInteger, .convertsToLong, .convertsToDecimal, .convertsToQuantity,
            .convertsToString, .convertsToDate, .convertsToDateTime, .convertsToTime, .convertsToRatio, .children,
            .descendents, .toChars, .toConcept, .toRatio, .expandValueSet:
            1...1
        default: 2...2
        }
    }

    /// And, Or, Coalesce and Concatenate take any number of operands up to this.
    static let maximumArity = 10_000

    /// Whether results are true, false or null only.
    var isPredicate: Bool {
        switch self {
        case .and, .or, .not, .implies, .xor, .isNull, .isTrue, .isFalse, .equal, .equivalent, .notEqual, .less,
            .greater,
            .lessOrEqual, .greaterOrEqual, .startsWith, .endsWith, .matches, .sameAs, .sameOrBefore, .sameOrAfter,
            .contains, .properContains, .in, .properIn, .includes, .includedIn, .properIncludes, .properIncludedIn,
            .before, .after, .meets, .meetsBefore, .meetsAfter, .overlaps, .overlapsBefore, .overlapsAfter, .starts,
            .ends, .exists, .allTrue, .anyTrue, .subsumes, .subsumedBy, .canConvertQuantity, .convertsToBoolean,
            .convertsToInteger, .convertsToLong, .convertsToDecimal, .convertsToQuantity, .convertsToString,
            .convertsToDate, .convertsToDateTime, .convertsToTime, .convertsToRatio, .inValueSet, .anyInValueSet,
            .inCodeSystem, .anyInCodeSystem,
            .toBoolean:
            true
        default: false
        }
    }
}

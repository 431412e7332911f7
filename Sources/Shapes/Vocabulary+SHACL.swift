// The terms of SHACL (W3C Recommendation, 20 July 2017) that shapes graphs and reports are written in.

import RDF

extension Vocabulary {
    /// SHACL Core.
    public enum SHACL {
        static func term(_ name: String) -> IRI { Vocabulary.sh[name] }

        public static let nodeShape = term("NodeShape")
        public static let propertyShape = term("PropertyShape")
        public static let validationReport = term("ValidationReport")
        public static let validationResult = term("ValidationResult")
        public static let violation = term("Violation")
        public static let warning = term("Warning")
        public static let info = term("Info")

        public static let path = term("path")
        public static let inversePath = term("inversePath")
        public static let alternativePath = term("alternativePath")
        public static let zeroOrMorePath = term("zeroOrMorePath")
        public static let oneOrMorePath = term("oneOrMorePath")
        public static let zeroOrOnePath = term("zeroOrOnePath")

        public static let targetNode = term("targetNode")
        public static let targetClass = term("targetClass")
        public static let targetSubjectsOf = term("targetSubjectsOf")
        public static let targetObjectsOf = term("targetObjectsOf")

        public static let severity = term("severity")
        public static let message = term("message")
        public static let deactivated = term("deactivated")
        public static let property = term("property")
        public static let flags = term("flags")
        public static let ignoredProperties = term("ignoredProperties")
        public static let qualifiedMinCount = term("qualifiedMinCount")
        public static let qualifiedMaxCount = term("qualifiedMaxCount")
        public static let qualifiedValueShape = term("qualifiedValueShape")
        public static let qualifiedValueShapesDisjoint = term("qualifiedValueShapesDisjoint")

        public static let conforms = term("conforms")
        public static let result = term("result")
        public static let focusNode = term("focusNode")
        public static let resultPath = term("resultPath")
        public static let value = term("value")
        public static let sourceShape = term("sourceShape")
        public static let sourceConstraintComponent = term("sourceConstraintComponent")
        public static let resultSeverity = term("resultSeverity")
        public static let detail = term("detail")
        public static let resultMessage = term("resultMessage")
    }
}

// The terms of the Meridian ontology (Graph/meridian.ttl) that the readers know. A property in the ontology's namespace
// that is not listed here is a mistake in a document, and is reported as one.

import RDF

extension Vocabulary {
    public static let meridian = Namespace("https://w3id.org/meridian/ns#")
    public static let elm = Namespace("urn:hl7-org:elm:r1/")

    /// Classes and individuals.
    public enum Meridian {
        static func term(_ name: String) -> IRI { Vocabulary.meridian[name] }

        public static let guideline = term("Guideline")
        public static let recommendation = term("Recommendation")
        public static let decisionPoint = term("DecisionPoint")
        public static let score = term("Score")
        public static let calculation = term("Calculation")
        public static let document = term("Document")
        public static let patientCase = term("Case")
        public static let ingredient = term("Ingredient")
        public static let brand = term("Brand")
        public static let quantity = term("quantity")
        public static let unit = term("unit")
    }

    /// Every property of the ontology, by local name.
    static let meridianProperties: Set<String> = [
        "absentValue", "action", "after", "age", "alert", "all", "allergen", "allergy", "allowedUnit", "allowedValue",
        "any",
        "apart",
        "applicableWhen", "archetype", "asOf", "atLeast", "atLeastOf", "atMost", "attribute", "band", "binding",
        "birthDate", "blockedWhen", "branch", "calculation", "canonicalUnit", "causativeAgent", "certainty",
        "concept", "condition", "consequence", "count", "dailyDose", "dataType", "defaultAction", "direction",
        "doneWhen", "dose",
        "draft", "duration", "element", "encounter", "equalTo", "ever", "event", "every", "exceptMedication", "expect",
        "expression", "fact", "followedBy",
        "formatVersion", "frequency", "fromUnit", "grade", "greaterThan", "heldBack",
        "immunization", "ingredient", "interactsWith", "intercept", "item", "latestWithin", "lessThan",
        "linearConversion", "locator", "management", "maximum", "maximumDailyDose", "mechanism", "medication",
        "metadata", "molarMass", "noAlert", "noAlerts", "not", "notRecorded", "observation", "occurrences", "on",
        "orElse", "originalLanguage", "partOf", "path", "patient", "patientProperty",
        "points", "position", "preCondition", "pregnant",
        "priority",
        "procedure", "recommendation", "recordPredicate", "relative", "resultUnit", "route", "rule", "score",
        "severity", "sex", "singleDose",
        "slope", "status", "strength", "template", "tests", "then", "toUnit", "topicalUse", "trend", "unless", "until",
        "valence", "value", "valueConcept", "when", "within",
    ]
}

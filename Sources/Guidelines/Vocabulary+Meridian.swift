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
        "action", "after", "age", "alert", "all", "allergen", "allergy", "any", "applicableWhen", "asOf",
        "atLeast", "atLeastOf", "atMost", "band", "birthDate", "blockedWhen", "branch", "calculation", "canonicalUnit",
        "causativeAgent", "certainty", "condition", "consequence", "count", "dose", "doneWhen", "draft", "duration",
        "encounter", "equalTo", "ever", "every", "exceptMedication", "expect", "expression", "fact", "frequency",
        "fromUnit", "grade", "greaterThan", "heldBack", "immunization", "ingredient", "intercept", "interactsWith",
        "item",
        "latestWithin", "lessThan", "linearConversion", "locator", "management", "maximum", "maximumDailyDose",
        "mechanism", "medication", "molarMass", "noAlert",
        "noAlerts", "not", "notRecorded", "observation", "occurrences", "on", "orElse", "partOf", "patient", "points",
        "pregnant", "procedure", "recommendation", "resultUnit", "route", "score", "severity", "sex", "slope", "status",
        "strength", "tests", "topicalUse", "toUnit", "unless", "until", "valence", "value", "valueConcept", "when",
        "within",
    ]
}

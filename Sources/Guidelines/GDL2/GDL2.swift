// openEHR's Guideline Definition Language 2 as values: what an imported file says, before it is compiled or written as a
// graph (https://specifications.openehr.org/releases/CDS/latest/GDL2.html).
//
// The model keeps everything that decides or that a reader sees: bindings, rules, pre-conditions, default actions, terms
// in every language. What only describes (authors, references, keywords, bindings to other terminologies) stays the JSON
// that it was. Labels behind element codes in expressions are left out: they repeat the terms.

import JSON
import Quantities

/// The namespace of openEHR GDL2.
public enum GDL2 {
    public struct Guideline: Hashable, Sendable {
        public var id: String
        public var version: String
        /// The code of the term that names the guideline.
        public var concept: String
        /// The language tag that the guideline was written in: `en`.
        public var language: String
        public var bindings: [DataBinding]
        public var preConditions: [Expression]
        public var defaultActions: [Assignment]
        public var rules: [Rule]
        /// Terms by language tag and code, in alphabetical order.
        public var terms: [TermSet]
        /// Description, tags, identifiers and bindings of terms, as the file has them.
        public var metadata: JSONObject

        /// The text of a code: in the language asked for, else in English, in the original language, in any.
        public func text(of code: String, language wanted: String? = nil) -> String? {
            let order = [wanted, "en", language].compactMap { $0 } + terms.map(\.language)
            for language in order {
                if let term = terms.first(where: { $0.language == language })?.terms.first(where: { $0.code == code }),
                    let text = term.text
                {
                    return text
                }
            }
            return nil
        }
    }

    /// Elements of one archetype that the guideline reads or writes.
    public struct DataBinding: Hashable, Sendable {
        public enum Direction: String, Hashable, Sendable {
            case input = "INPUT"
            case output = "OUTPUT"
            case both = "BOTH"
        }

        public var id: String
        public var archetype: String
        public var template: String?
        public var direction: Direction
        public var elements: [Element]
        /// Which records the elements are taken from, in the language's own words.
        public var predicates: [String]
    }

    public struct Element: Hashable, Sendable {
        public var id: String
        public var path: String?
        /// The openEHR data type: `DV_QUANTITY`, `DV_COUNT`, …
        public var dataType: String?
        public var units: [String]
        public var allowedValues: [String]
    }

    public struct Rule: Hashable, Sendable {
        public var id: String
        /// Rules with a higher priority fire first.
        public var priority: Int
        public var description: String?
        public var when: [Expression]
        public var then: [Assignment]
    }

    /// An action: an element, or one attribute of it, gets a value.
    public struct Assignment: Hashable, Sendable {
        public var element: String
        public var attribute: Attribute?
        public var value: Expression

        public init(_ element: String, _ attribute: Attribute?, _ value: Expression) {
            self.element = element
            self.attribute = attribute
            self.value = value
        }
    }

    public struct TermSet: Hashable, Sendable {
        public var language: String
        public var terms: [TermDefinition]
    }

    public struct TermDefinition: Hashable, Sendable {
        public var code: String
        public var text: String?
        public var description: String?
    }
}

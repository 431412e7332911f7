// Libraries of the Expression Logical Model in its JSON form: what CQL translators write (CQL 1.5, chapters 4 and 7).
//
// A library's definitions become expressions of the one evaluator. References to other definitions, to functions and to
// included libraries are resolved here, by putting the definition in their place; equal parts are compiled once anyway.
// A definition that uses what cannot be had is refused with the construct's name, and with it whatever refers to it; the
// others stand.

import Expressions
import JSON
import Terminology
import Text

extension ELM {
    /// A library as it was read.
    public struct Library: Sendable {
        public let name: String
        public let version: String?
        /// The names of all definitions, refused ones included, without functions, in the library's order.
        public internal(set) var names: [String] = []
        /// What definitions are called for people: CQL's tags `@en` and `@zh` in the comment before a definition.
        public internal(set) var labels: [String: BilingualText] = [:]
        /// The parameters that a caller can set.
        public internal(set) var parameters: [String] = []
        /// The definitions by name, without functions.
        public internal(set) var definitions: [String: Expression] = [:]
        /// Why the others, functions included, cannot be used.
        public internal(set) var refusals: [Refusal] = []
    }

    /// A definition that was not imported.
    public struct Refusal: Error, Sendable, Hashable, CustomStringConvertible {
        /// The definition; empty for the library as a whole.
        public var definition: String
        /// ELM's name of the construct.
        public let construct: String
        public let reason: String

        public init(_ construct: String, _ reason: String, in definition: String = "") {
            self.definition = definition
            self.construct = construct
            self.reason = reason
        }

        public var description: String { (definition.isEmpty ? "" : "\(definition): ") + "\(construct): \(reason)" }
    }

    /// What codes, value sets and code systems stand for: libraries name them, the terminology knows them.
    public protocol Vocabulary {
        func concept(code: String, system: String) -> ConceptID?
        func valueSet(_ url: String) -> ConceptID?
        func codeSystem(_ url: String) -> ConceptID?
    }

    /// Whether a document is a library in ELM's JSON form.
    public static func isLibrary(_ document: JSONValue) -> Bool { document["library"]?["identifier"] != nil }

    /// Reads libraries that include each other.
    public struct LibraryReader {
        let vocabulary: any Vocabulary
        private var texts: [String: JSONValue] = [:]
        private var libraries: [String: Library] = [:]
        /// Definitions that have been read, by library and name.
        private var known: [String: Result<Sized, Refusal>] = [:]
        /// The names that tuples of the libraries give their elements.
        private var elements: Set<String> = []
        /// How many nodes are being read inside each other, through references too.
        var depth = 0
        /// Definitions that are being read: to meet one again is a circle.
        private var pending: Set<String> = []

        /// An expression and how many nodes it has with everything that it refers to.
        struct Sized {
            var expression: Expression
            var size: Int
        }

        public init(_ vocabulary: any Vocabulary) { self.vocabulary = vocabulary }

        /// Makes a library known, so that others can include it; returns its name.
        @discardableResult
        public mutating func add(_ library: JSONValue) throws(ELM.Refusal) -> String {
            guard let content = library["library"], let name = content["identifier"]?["id"]?.stringValue else {
                throw ELM.Refusal("Library", "this is no ELM library: it has no library with an identifier")
            }
            texts[name] = content
            collectElements(content)
            return name
        }

        /// Reads a library that was added.
        public mutating func library(_ name: String) throws(ELM.Refusal) -> Library {
            if let library = libraries[name] { return library }
            guard let text = texts[name] else {
                throw ELM.Refusal("IncludeDef", "the library \(name) is not among those that were given")
            }
            var library = Library(name: name, version: text["identifier"]?["version"]?.stringValue)
            for definition in definitions(text) where definition["type"]?.stringValue != "FunctionDef" {
                guard let own = definition["name"]?.stringValue else { continue }
                library.names.append(own)
                library.labels[own] = label(definition)
                do {
                    library.definitions[own] = try expression(named: own, in: name).expression
                } catch {
                    library.refusals.append(error)
                }
            }
            library.parameters = (text["parameters"]?["def"]?.arrayValue ?? []).compactMap { $0["name"]?.stringValue }
            libraries[name] = library
            return library
        }
    }
}

extension ELM.LibraryReader {
    typealias Refusal = ELM.Refusal

    private mutating func collectElements(_ node: JSONValue) {
        if let members = node.arrayValue { return members.forEach { collectElements($0) } }
        guard let object = node.objectValue else { return }
        if let type = node["type"]?.stringValue, ["Tuple", "Instance", "TupleTypeSpecifier"].contains(type) {
            elements.formUnion((node["element"]?.arrayValue ?? []).compactMap { $0["name"]?.stringValue })
        }
        // A query over several sources gives tuples of its aliases.
        if let sources = node["source"]?.arrayValue {
            elements.formUnion(sources.compactMap { $0["alias"]?.stringValue })
        }
        for member in object { collectElements(member.value) }
    }

    /// The tags of a definition's comment, as translators write them.
    private func label(_ definition: JSONValue) -> BilingualText? {
        var label = BilingualText()
        for annotation in definition["annotation"]?.arrayValue ?? [] {
            for tag in annotation["t"]?.arrayValue ?? [] {
                guard let name = tag["name"]?.stringValue, let text = tag["value"]?.stringValue, !text.isEmpty else {
                    continue
                }
                if name == "en" || name == "zh" { label.add(text, tag: name) }
            }
        }
        return label.isEmpty ? nil : label
    }

    private func definitions(_ library: JSONValue) -> [JSONValue] { library["statements"]?["def"]?.arrayValue ?? [] }

    private func definition(_ name: String, in library: String, isFunction: Bool, arity: Int? = nil) -> JSONValue? {
        texts[library].map(definitions)?.first {
            $0["name"]?.stringValue == name && ($0["type"]?.stringValue == "FunctionDef") == isFunction
                && (arity == nil || ($0["operand"]?.arrayValue?.count ?? 0) == arity)
        }
    }

    /// The library that an alias of an include stands for; a missing alias is the library itself.
    func library(_ alias: JSONValue?, from library: String) throws(ELM.Refusal) -> String {
        guard let alias = alias?.stringValue else { return library }
        guard let path = includedPath(alias, from: library) else {
            throw ELM.Refusal("IncludeDef", "\(alias) is not included")
        }
        guard texts[path] != nil else {
            throw ELM.Refusal("IncludeDef", "the library \(path) is not among those that were given")
        }
        return path
    }

    func includedPath(_ alias: String, from library: String) -> String? {
        let includes = texts[library]?["includes"]?["def"]?.arrayValue ?? []
        return includes.first { $0["localIdentifier"]?.stringValue == alias }?["path"]?.stringValue
    }

    /// Whether any library that is known has tuples with such an element.
    func isElement(_ name: String) -> Bool { elements.contains(name) }

    /// A definition of a kind (`codes`, `valueSets` …) by name.
    func entry(_ name: String, _ section: String, in library: String) -> JSONValue? {
        texts[library]?[section]?["def"]?.arrayValue?.first { $0["name"]?.stringValue == name }
    }

    mutating func expression(named name: String, in library: String) throws(ELM.Refusal) -> Sized {
        let key = "\(library)\u{0}\(name)"
        if let known = known[key] { return try known.get() }
        guard let definition = definition(name, in: library, isFunction: false), let text = definition["expression"]
        else { throw ELM.Refusal("ExpressionRef", "\(name) is not defined", in: name) }
        try enter(key, "ExpressionRef", name)
        defer { pending.remove(key) }
        var scope = Scope(library: library)
        let result: Result<Sized, Refusal>
        do {
            let expression = try read(text, &scope)
            result = .success(Sized(expression: expression, size: scope.size))
        } catch {
            result = .failure(Refusal(error.construct, error.reason, in: name))
        }
        known[key] = result
        return try result.get()
    }

    /// Notes that a definition is being read; a circle is refused.
    private mutating func enter(_ key: String, _ construct: String, _ name: String) throws(ELM.Refusal) {
        guard pending.insert(key).inserted else { throw ELM.Refusal(construct, "\(name) refers to itself") }
    }

    /// A call: the function's expression with the arguments in place of its operands.
    mutating func function(
        _ name: String, in library: String, _ arguments: [Sized], _ outer: inout Scope
    ) throws(ELM.Refusal) -> ELM.Expression {
        guard let definition = definition(name, in: library, isFunction: true, arity: arguments.count) else {
            throw ELM.Refusal("FunctionRef", "\(name) with \(arguments.count) operands is not defined")
        }
        guard let text = definition["expression"] else {
            throw ELM.Refusal("FunctionRef", "\(name) is external: it has no expression")
        }
        let key = "\(library)\u{0}\(name)()"
        try enter(key, "FunctionRef", name)
        defer { pending.remove(key) }
        var scope = Scope(library: library)
        scope.names = outer.names
        for (operand, argument) in zip(definition["operand"]?.arrayValue ?? [], arguments) {
            if let name = operand["name"]?.stringValue { scope.operands[name] = argument }
        }
        scope.size = outer.size
        let expression = try read(text, &scope)
        outer.size = scope.size
        outer.names = scope.names
        return expression
    }

    /// What is visible at a node.
    struct Scope {
        let library: String
        var operands: [String: Sized] = [:]
        /// The names that aliases have been given: each its own, so that an argument means what it meant to the caller.
        var aliases: [String: String] = [:]
        var names = 0
        var size = 0

        init(library: String) { self.library = library }

        mutating func introduce(_ alias: String) -> String {
            names += 1
            aliases[alias] = "\(alias) \(names)"
            return "\(alias) \(names)"
        }
    }
}

extension Terminology: ELM.Vocabulary {}

// A view of one value of a parsed document.
//
// It is four words that cannot outlive the parser's document, so walking a resource copies nothing: text becomes a
// String only where it is kept. What is not there is a value too (`kind == .missing`), so that paths chain:
// `json["code"]["text"].string`. (The target JSON builds whole values, for messages; an import reads gigabytes of which it
// keeps a tenth.)
// Unsafe: reads the parser's arrays through pointers.

import CSimdJSON
import Glibc

/// A value in a JSON document.
public struct JSONView: ~Escapable {
    public enum Kind: UInt32, Sendable {
        case missing, null, `false`, `true`, number, string, array, object
    }

    private let nodes: UnsafePointer<json_node>
    private let source: UnsafePointer<UInt8>
    private let text: UnsafePointer<UInt8>
    /// Negative: there is no such value.
    private let index: Int

    @_lifetime(immortal)
    init(nodes: UnsafePointer<json_node>, source: UnsafePointer<UInt8>, text: UnsafePointer<UInt8>, index: Int) {
        self.nodes = nodes
        self.source = source
        self.text = text
        self.index = index
    }

    public var kind: Kind { index < 0 ? .missing : Kind(rawValue: nodes[index].kind) ?? .missing }

    /// Whether there is a value at all; JSON's null counts as none, as in FHIR.
    public var exists: Bool { kind != .missing && kind != .null }

    /// Bytes from the start of the document to the value; of the whole document's start for what is missing.
    public var position: Int { index < 0 ? 0 : Int(nodes[index].position) }

    /// Elements of an array, members of an object, otherwise 0.
    public var count: Int {
        kind == .array || kind == .object ? Int(nodes[index].length) : 0
    }

    /// The member of an object; missing if this is no object or has no such member. The first of equal names counts.
    public subscript(name: StaticString) -> JSONView {
        @_lifetime(copy self)
        get {
            guard kind == .object else { return at(-1) }
            let end = Int(nodes[index].end)
            var member = index + 1
            while member < end {
                if nodes[member].length == name.utf8CodeUnitCount,
                    isEqual(text + Int(nodes[member].offset), name.utf8Start, name.utf8CodeUnitCount)
                {
                    return at(member + 1)
                }
                member = Int(nodes[member + 1].end)
            }
            return at(-1)
        }
    }

    /// The first element of an array; missing if there is none.
    public var first: JSONView {
        @_lifetime(copy self)
        get { at(kind == .array && count > 0 ? index + 1 : -1) }
    }

    /// Calls `body` for each element of an array, in order; for anything else not at all.
    public func forEach<Failure: Error>(_ body: (JSONView) throws(Failure) -> Void) throws(Failure) {
        guard kind == .array else { return }
        let end = Int(nodes[index].end)
        var element = index + 1
        while element < end {
            try body(at(element))
            element = Int(nodes[element].end)
        }
    }

    /// Calls `body` for each member of an object, in order; for anything else not at all.
    public func forEachMember<Failure: Error>(
        _ body: (_ name: String, _ value: JSONView) throws(Failure) -> Void
    ) throws(Failure) {
        guard kind == .object else { return }
        let end = Int(nodes[index].end)
        var member = index + 1
        while member < end {
            try body(at(member).string ?? "", at(member + 1))
            member = Int(nodes[member + 1].end)
        }
    }

    /// The text of a string.
    public var string: String? {
        guard kind == .string else { return nil }
        let bytes = UnsafeBufferPointer(start: text + Int(nodes[index].offset), count: Int(nodes[index].length))
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A number exactly as it was written.
    public var number: String? {
        guard kind == .number else { return nil }
        let bytes = UnsafeBufferPointer(start: source + Int(nodes[index].offset), count: Int(nodes[index].length))
        return String(decoding: bytes, as: UTF8.self)
    }

    public var integer: Int? { number.flatMap { Int($0) } }

    public var boolean: Bool? {
        switch kind {
        case .true: true
        case .false: false
        default: nil
        }
    }

    /// Whether this is a string of exactly these characters.
    public func isString(_ expected: StaticString) -> Bool {
        kind == .string && Int(nodes[index].length) == expected.utf8CodeUnitCount
            && isEqual(text + Int(nodes[index].offset), expected.utf8Start, expected.utf8CodeUnitCount)
    }

    @_lifetime(copy self)
    private func at(_ index: Int) -> JSONView {
        _overrideLifetime(JSONView(nodes: nodes, source: source, text: text, index: index), copying: self)
    }

    private func isEqual(_ left: UnsafePointer<UInt8>, _ right: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        memcmp(left, right, count) == 0
    }
}

/// The members of a JSON object in the order in which they were written. No name occurs twice.
///
/// Members are few (a FHIR resource has about fifteen), so a name is found by comparing one after the other; there is no
/// hash table to build and to free for each object. Equality does not look at the order (RFC 8259, section 4).
public struct JSONObject: Sendable {
    private var members: [Element]

    public init() { members = [] }

    /// Stops the program when a name occurs twice: build from untrusted names with the subscript.
    public init(uniqueMembers: [Element]) {
        precondition(
            Set(uniqueMembers.lazy.map(\.key)).count == uniqueMembers.count, "a JSON object names a member twice")
        members = uniqueMembers
    }

    /// For the parser, which has refused duplicates.
    init(checkedMembers: [Element]) { members = checkedMembers }

    /// The member's value. Setting keeps the place of a member that exists and appends a new one; setting nil removes.
    public subscript(key: String) -> JSONValue? {
        get { place(of: key).map { members[$0].value } }
        set {
            switch (place(of: key), newValue) {
            case (let place?, let value?): members[place].value = value
            case (let place?, nil): members.remove(at: place)
            case (nil, let value?): members.append((key, value))
            case (nil, nil): break
            }
        }
    }

    public var keys: [String] { members.map(\.key) }

    private func place(of key: String) -> Int? { members.firstIndex { $0.key == key } }
}

extension JSONObject: RandomAccessCollection {
    public typealias Element = (key: String, value: JSONValue)

    public var startIndex: Int { members.startIndex }
    public var endIndex: Int { members.endIndex }
    public subscript(position: Int) -> Element { members[position] }
}

extension JSONObject: Hashable {
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        guard left.count == right.count else { return false }
        if zip(left, right).allSatisfy({ $0.key == $1.key && $0.value == $1.value }) { return true }
        let values = Dictionary(uniqueKeysWithValues: right.map { ($0.key, $0.value) })
        return left.allSatisfy { values[$0.key] == $0.value }
    }

    public func hash(into hasher: inout Hasher) {
        var names = 0
        for member in self { names ^= member.key.hashValue }
        hasher.combine(count)
        hasher.combine(names)
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral members: (String, JSONValue)...) {
        self.init(uniqueMembers: members)
    }
}

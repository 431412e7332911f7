// Reading members of a resource with their types checked: absent is nil, of the wrong type is an error with its place.

/// A resource that cannot be read: where in its document, and why.
public struct ResourceError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Bytes from the start of the document.
    public let offset: Int
    public let message: String

    public init(offset: Int, message: String) {
        self.offset = offset
        self.message = message
    }

    public var description: String { message }
}

extension JSONView {
    func text(_ name: StaticString) throws(ResourceError) -> String? {
        let value = self[name]
        guard value.exists else { return nil }
        guard let text = value.string else { throw value.wrongType(name, "a string") }
        return text.isEmpty ? nil : text
    }

    /// A number as it is spelt. A number inside a string, which some systems write, is read as well.
    func decimal(_ name: StaticString) throws(ResourceError) -> String? {
        let value = self[name]
        guard value.exists else { return nil }
        if let number = value.number { return number }
        if let text = value.string, text.utf8.count < 64, let number = Double(text), number.isFinite { return text }
        throw value.wrongType(name, "a number")
    }

    func integer(_ name: StaticString) throws(ResourceError) -> Int? {
        let value = self[name]
        guard value.exists else { return nil }
        guard let integer = value.integer else { throw value.wrongType(name, "an integer") }
        return integer
    }

    func flag(_ name: StaticString) throws(ResourceError) -> Bool? {
        let value = self[name]
        guard value.exists else { return nil }
        guard let flag = value.boolean else { throw value.wrongType(name, "true or false") }
        return flag
    }

    func time(_ name: StaticString) throws(ResourceError) -> ClinicalTime? {
        guard let text = try text(name) else { return nil }
        guard let time = ClinicalTime(text) else {
            let years = ClinicalTime.years
            throw ResourceError(
                offset: self[name].position,
                message: "\(name) is \"\(text.prefix(40))\", which is no date such as 2024-05-03 "
                    + "(years \(years.lowerBound) to \(years.upperBound))")
        }
        return time
    }

    /// An object, or what is missing.
    @_lifetime(copy self)
    func object(_ name: StaticString) throws(ResourceError) -> JSONView {
        let value = self[name]
        guard !value.exists || value.kind == .object else { throw value.wrongType(name, "an object") }
        return value
    }

    /// The elements of an array, each of which must be an object.
    func objects<Element>(
        _ name: StaticString, _ read: (JSONView) throws(ResourceError) -> Element
    ) throws(ResourceError) -> [Element] {
        let value = self[name]
        guard value.exists else { return [] }
        guard value.kind == .array else { throw value.wrongType(name, "an array") }
        var elements: [Element] = []
        elements.reserveCapacity(value.count)
        try value.forEach { element throws(ResourceError) in
            guard element.kind == .object else { throw element.wrongType(name, "an array of objects") }
            elements.append(try read(element))
        }
        return elements
    }

    /// The strings of an array.
    func texts(_ name: StaticString) throws(ResourceError) -> [String] {
        let value = self[name]
        guard value.exists else { return [] }
        guard value.kind == .array else { throw value.wrongType(name, "an array") }
        var texts: [String] = []
        value.forEach { element in
            if let text = element.string { texts.append(text) }
        }
        return texts
    }

    private func wrongType(_ name: StaticString, _ expected: String) -> ResourceError {
        ResourceError(offset: position, message: "\(name) must be \(expected), but it is \(kind)")
    }
}

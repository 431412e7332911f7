// Expressions in GDL2's own notation, for messages.

extension GDL2.Expression: CustomStringConvertible {
    public var description: String {
        switch self {
        case .literal(let literal): "\(literal)"
        case .element(let id, let attribute): "$\(id)" + (attribute.map { ".\($0.rawValue)" } ?? "")
        case .now(let attribute): "$currentDateTime" + (attribute.map { ".\($0.rawValue)" } ?? "")
        case .fired(let rule): "fired($\(rule))"
        case .function(.not, let operand): "!(\(operand))"
        case .function(.negate, let operand): "-(\(operand))"
        case .function(let function, let operand): "\(function.rawValue)(\(operand))"
        case .operation(let name, let left, let right):
            "\(left.asOperand) \(name.rawValue) \(right.asOperand)"
        }
    }

    private var asOperand: String {
        if case .operation = self { "(\(self))" } else { description }
    }

    /// The elements that the expression reads.
    var elements: Set<String> {
        switch self {
        case .element(_, .term): []
        case .element(let id, _): [id]
        case .literal, .now, .fired: []
        case .function(_, let operand): operand.elements
        case .operation(_, let left, let right): left.elements.union(right.elements)
        }
    }
}

extension GDL2.Literal: CustomStringConvertible {
    public var description: String {
        switch self {
        case .null: "null"
        case .number(let number): "\(number)"
        case .text(let text): "'\(text)'"
        case .boolean(let truth): "\(truth)"
        case .quantity(let number, let unit): "\(number),\(unit)"
        case .coded(let term): "\(term)"
        case .ordinal(let number, let term): "\(number)|\(term)"
        }
    }
}

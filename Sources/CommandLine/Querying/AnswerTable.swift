import RDF
import SPARQLSyntax
import Text

/// Solutions as a table for people: texts without quotes, IRIs as short as known prefixes make them, and beside them
/// their labels.
struct AnswerTable {
    /// Which labels stand beside IRIs.
    enum LabelChoice: String, CaseIterable {
        case zh, en, both, off

        fileprivate var languages: [Language] {
            switch self {
            case .zh: [.chinese]
            case .en: [.english]
            case .both: [.chinese, .english]
            case .off: []
            }
        }
    }

    let variables: [Variable]
    let prefixes: Prefixes
    private(set) var rows: [[Term?]] = []

    init(_ variables: [Variable], prefixes: Prefixes) {
        self.variables = variables
        self.prefixes = prefixes
    }

    mutating func add(_ row: [Term?]) { rows.append(row) }

    /// - Parameter label: the labels of an IRI.
    func drawn(
        _ style: Style, labels choice: LabelChoice = .off, label: (IRI) throws -> BilingualText
    ) rethrows -> [String] {
        var headings: [String] = []
        var columns: [[String]] = []
        for (column, variable) in variables.enumerated() {
            headings.append(variable.name)
            columns.append(rows.map { $0[column].map(text) ?? "" })
            if choice == .off { continue }
            let found = try rows.map { try $0[column]?.iri.map(label) }
            for language in choice.languages {
                let texts = found.map { (language == .chinese ? $0?.chinese : $0?.english) ?? "" }
                if texts.allSatisfy(\.isEmpty) { continue }
                headings.append("\(variable.name) \(language.rawValue)")
                columns.append(texts)
            }
        }
        var table = Table(headings)
        for row in rows.indices { table.add(columns.map { $0[row] }) }
        return table.drawn(style)
    }

    private func text(_ term: Term) -> String {
        switch term {
        case .iri(let iri): prefixes.compact(iri) ?? iri.string
        // One line a row, whatever a text holds.
        case .literal(let literal): literal.lexicalForm.replacing("\n", with: "⏎").replacing("\t", with: " ")
        case .blank, .triple: term.description
        }
    }
}

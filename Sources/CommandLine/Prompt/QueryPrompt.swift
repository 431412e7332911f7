// The prompt of `meridian query`: reads queries and commands until Control-D.

import Foundation
import LineEditor
import RDF
import SPARQL
import SPARQLSyntax
import Text

final class QueryPrompt {
    /// Rows of a table that are drawn at once: its columns are as wide as the widest of them all.
    static let tableRows = 10_000

    private var answering: QueryAnswering
    private var words: PromptWords
    private let history: HistoryFile
    private let interruption = QueryInterruption()
    private var vocabulary: StoreVocabulary?
    private var lastQuery: String?

    init(
        _ answering: QueryAnswering, language: Language,
        history: HistoryFile = HistoryFile(program: "meridian", name: "query-history")
    ) {
        self.answering = answering
        self.answering.tableRows = Self.tableRows
        words = PromptWords(language)
        self.history = history
    }

    /// Reads and answers until the reader leaves.
    func run() {
        print(words.greeting)
        let prefixes = answering.prefixes
        let editor = LineEditor(
            prompt: "meridian> ", isComplete: { Self.isComplete($0, prefixes) },
            complete: { [weak self] in self?.complete($0, cursor: $1) ?? .none })
        for entry in history.load() { editor.remember(entry) }
        while true {
            switch editor.read() {
            case .interrupted: continue
            case .ended:
                print()
                try? history.shorten()
                return
            case .text(let text):
                let entry = text.trimmingCharacters(in: .whitespacesAndNewlines)
                if entry.isEmpty { continue }
                editor.remember(entry)
                // A history that cannot be kept is no reason to end; it is there until then.
                try? history.append(entry)
                if !obey(entry) { return }
            }
        }
    }

    /// Whether Enter runs the text: a command, a query without an end to come, or whatever stands before an empty line.
    static func isComplete(_ text: String, _ prefixes: Prefixes) -> Bool {
        let trimmed = text.drop { $0.isWhitespace }
        if trimmed.isEmpty || text.hasSuffix("\n") { return true }
        guard trimmed.first == "." else { return QueryText(text: text, prefixes: prefixes).isFinished }
        guard case .explain(let query?)? = try? PromptCommand(text) else { return true }
        return QueryText(text: query, prefixes: prefixes).isFinished
    }

    private func complete(_ text: String, cursor: Int) -> Completion {
        if vocabulary == nil { vocabulary = (try? StoreVocabulary(answering.store)) ?? StoreVocabulary() }
        let completer = QueryCompleter(
            prefixes: answering.prefixes, vocabulary: vocabulary ?? StoreVocabulary(),
            concepts: { [answering] in (try? answering.concepts(named: $0)) ?? [] })
        return completer.complete(text, cursor: cursor)
    }

    /// - Returns: whether to go on.
    private func obey(_ entry: String) -> Bool {
        guard entry.first == "." else {
            lastQuery = entry
            page { output, token in try self.answer(entry, token, output) }
            return true
        }
        do throws(PromptCommand.Mistake) {
            return perform(try PromptCommand(entry))
        } catch {
            print(words.text(error))
            return true
        }
    }

    private func perform(_ command: PromptCommand) -> Bool {
        switch command {
        case .quit: return false
        case .help: print(words.help)
        case .prefixes:
            page { output, _ in
                var table = Table(["prefix", "IRI"])
                for (name, namespace) in self.answering.prefixes.sorted { table.add([name + ":", namespace]) }
                for line in table.drawn(self.answering.style) { try output(line + "\n") }
            }
        case .format(let format):
            answering.format = format
            print(words.changed(".format", format.rawValue))
        case .labels(let choice):
            answering.labels = choice
            print(words.changed(".labels", choice.rawValue))
        case .union(let isUnion):
            answering.isUnion = isUnion
            print(words.changed(".union", isUnion ? "on" : "off"))
        case .timeout(let seconds):
            answering.timeout = seconds
            print(words.changed(".timeout", "\(seconds)"))
        case .language(let code):
            words = PromptWords(Language(rawValue: code) ?? .english)
            print(words.changed(".language", code))
        case .explain(let text):
            guard let text = text ?? lastQuery else {
                print(words.nothingToExplain)
                return true
            }
            lastQuery = text
            page { output, token in
                try output(try self.answering.explain(try self.answering.query(text), token))
            }
        }
        return true
    }

    private func answer(_ text: String, _ token: CancellationToken, _ output: (String) throws -> Void) throws {
        let start = ContinuousClock.now
        let query = try answering.query(text)
        let summary = try answering.answer(query, token, to: output)
        let seconds = ((ContinuousClock.now - start) / .seconds(1)).formatted(.number.precision(.fractionLength(2)))
        try output(answering.style.dim(words.summary(summary, seconds: seconds)) + "\n")
        let unseen = summary.count == 0 ? query.namesUnseenByHaving : []
        if !unseen.isEmpty { try output(answering.style.dim(words.unseen(unseen)) + "\n") }
    }

    /// Shows what `body` writes, a screen at a time, and what went wrong.
    private func page(_ body: ((String) throws -> Void, CancellationToken) throws -> Void) {
        let pager = Pager(more: words.more)
        do {
            try interruption.during { token in try body({ try pager.write($0) }, token) }
            pager.finish()
        } catch is Pager.Enough {
            pager.finish()
        } catch QueryError.cancelled {
            pager.finish()
            print(words.cancelled)
        } catch {
            pager.finish()
            print(answering.style.colour("\(error)", .red))
        }
    }
}

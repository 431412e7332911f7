// A line editor for a prompt on the terminal: history, completion, texts of several lines, Chinese and other wide
// characters. Editing itself is libedit's (CEdit); what may be said about a text without a terminal stands in this
// target's other files.

import CEdit

/// Reads texts from the terminal that standard input and output are.
public final class LineEditor {
    public enum Input: Hashable, Sendable {
        case text(String)
        /// Control-C: the text is to be forgotten.
        case interrupted
        /// Control-D, or the terminal is gone.
        case ended
    }

    private let isComplete: (String) -> Bool
    private let complete: (String, Int) -> Completion
    private var editor: OpaquePointer?

    /// - Parameters:
    ///   - isComplete: whether Enter hands on this text; else it begins a new line. Alt-Enter always does.
    ///   - complete: what Tab offers, by the text and the number of its bytes before the cursor.
    public init(
        prompt: String, isComplete: @escaping (String) -> Bool, complete: @escaping (String, Int) -> Completion
    ) {
        self.isComplete = isComplete
        self.complete = complete
        editor = cedit_open(
            prompt, Unmanaged.passUnretained(self).toOpaque(),
            { context, text, length in
                LineEditor.from(context)?.isComplete(LineEditor.string(text, length)) == false ? 0 : 1
            },
            { context, _, text, length, cursor in
                LineEditor.from(context)?.offer(LineEditor.string(text, length), cursor: Int(cursor))
            })
    }

    deinit { cedit_close(editor) }

    /// The next text.
    public func read() -> Input {
        guard let editor else { return .ended }
        var text: UnsafePointer<CChar>?
        let count = cedit_read(editor, &text)
        if count == Int32(cedit_interrupted) { return .interrupted }
        if count < 0 { return .ended }
        return .text(Self.string(text, count))
    }

    /// Makes a text the last of the history that the arrows and Control-R go through.
    public func remember(_ text: String) {
        if let editor { cedit_remember(editor, text) }
    }

    private func offer(_ text: String, cursor: Int) {
        guard let editor else { return }
        let completion = complete(text, cursor)
        if !completion.candidates.isEmpty {
            let lines = Screen.columns(of: completion.candidates, width: Screen.size.columns)
            cedit_show(editor, lines.map { $0 + "\n" }.joined())
        }
        if completion.replaced > 0 || !completion.text.isEmpty {
            cedit_replace(editor, Int32(clamping: completion.replaced), completion.text)
        }
    }

    private static func from(_ context: UnsafeMutableRawPointer?) -> LineEditor? {
        context.map { Unmanaged<LineEditor>.fromOpaque($0).takeUnretainedValue() }
    }

    private static func string(_ text: UnsafePointer<CChar>?, _ length: Int32) -> String {
        let bytes = UnsafeRawBufferPointer(start: text, count: text == nil ? 0 : Int(length))
        return String(decoding: bytes, as: UTF8.self)
    }
}

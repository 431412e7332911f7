// One line on standard error that tells how far long work has come; silent when standard error is no terminal, so that
// logs stay clean.

import Foundation
import Synchronization

final class ProgressLine: Sendable {
    private let isShown = isatty(2) == 1
    private let lastDrawn = Mutex<Double>(0)

    /// Redraws the line at most ten times a second.
    func update(_ text: @autoclosure () -> String) {
        guard isShown else { return }
        let now = Double(DispatchTime.now().uptimeNanoseconds) / 1e9
        let isDue = lastDrawn.withLock { last in
            guard now - last >= 0.1 else { return false }
            last = now
            return true
        }
        if isDue { write("\r\u{1B}[K" + text()) }
    }

    func clear() { if isShown { write("\r\u{1B}[K") } }

    private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}

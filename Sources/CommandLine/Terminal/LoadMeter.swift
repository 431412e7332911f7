import Foundation
import GraphStore
import Synchronization

/// What a load says of itself while it runs: the step, how far it is, how fast, and how long the step will still take.
final class LoadMeter: Sendable {
    private let line: ProgressLine
    private let output: OutputOptions
    private let start = Mutex<(step: LoadProgress.Step, pace: Pace)?>(nil)

    init(_ line: ProgressLine, _ output: OutputOptions) {
        self.line = line
        self.output = output
    }

    func show(_ progress: LoadProgress) {
        let pace = start.withLock { start in
            if let start, start.step == progress.step { return start.pace }
            let pace = Pace()
            start = (progress.step, pace)
            return pace
        }
        let (share, rate, left) = pace.estimate(done: progress.done, total: progress.total)
        line.update(
            output.words(
                "\(name(progress.step, false))  \(share) %  \(speed(progress.step, rate, false))  \(left) s left",
                "\(name(progress.step, true))  \(share) %  \(speed(progress.step, rate, true))  剩余 \(left) 秒"))
    }

    private func name(_ step: LoadProgress.Step, _ isChinese: Bool) -> String {
        switch step {
        case .earlier: isChinese ? "沿用已有数据" : "taking over"
        case .reading: isChinese ? "读取" : "reading"
        case .dictionary: isChinese ? "词典" : "dictionary"
        case .sorting: isChinese ? "排序" : "sorting"
        case .indexes: isChinese ? "索引" : "indexes"
        }
    }

    private func speed(_ step: LoadProgress.Step, _ rate: Double, _ isChinese: Bool) -> String {
        if step == .reading { return isChinese ? "每秒 \(Int(rate / 1e6)) MB" : "\(Int(rate / 1e6)) MB/s" }
        return isChinese ? "每秒 \(Int(rate / 1e3)) 千条" : "\(Int(rate / 1e3)) k/s"
    }
}

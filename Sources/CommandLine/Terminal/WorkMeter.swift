import GraphStore

/// What work on a whole store says of itself while it runs. An interrupt ends the work the next time that it is told.
final class WorkMeter {
    enum Unit { case bytes, entries, statements }

    private let line = ProgressLine()
    private let output: OutputOptions
    private let name: (english: String, chinese: String)
    private let unit: Unit
    private let pace = Pace()

    /// - Parameter name: what is being done.
    init(_ output: OutputOptions, _ name: (english: String, chinese: String), _ unit: Unit) {
        self.output = output
        self.name = name
        self.unit = unit
        Interruption.watch()
    }

    func show(_ progress: StoreProgress) throws { try show(done: progress.done, total: progress.total) }

    func show(done: Int, total: Int) throws {
        try Interruption.check()
        line.update(text(done, total))
    }

    func clear() { line.clear() }

    private func text(_ done: Int, _ total: Int) -> String {
        let (share, rate, left) = pace.estimate(done: done, total: total)
        return output.words(
            "\(name.english)  \(share) %  \(speed(rate, false))  \(left) s left",
            "\(name.chinese)  \(share) %  \(speed(rate, true))  剩余 \(left) 秒")
    }

    private func speed(_ rate: Double, _ isChinese: Bool) -> String {
        switch unit {
        case .bytes: isChinese ? "每秒 \(Int(rate / 1e6)) MB" : "\(Int(rate / 1e6)) MB/s"
        case .entries: isChinese ? "每秒 \(Int(rate / 1e3)) 千项" : "\(Int(rate / 1e3)) k entries/s"
        case .statements: isChinese ? "每秒 \(Int(rate / 1e3)) 千条" : "\(Int(rate / 1e3)) k statements/s"
        }
    }
}

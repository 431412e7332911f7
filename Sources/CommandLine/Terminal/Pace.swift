/// How far work is, how fast, and how long it will still take, if it goes on as it has so far.
struct Pace {
    private let start = ContinuousClock.now

    /// - Returns: percent done, units a second, and seconds left.
    func estimate(done: Int, total: Int) -> (share: Int, rate: Double, left: Int) {
        let seconds = max((ContinuousClock.now - start) / .seconds(1), 0.001)
        let rate = max(Double(done) / seconds, 1)
        return (done * 100 / max(total, 1), rate, Int(Double(max(total - done, 0)) / rate))
    }
}

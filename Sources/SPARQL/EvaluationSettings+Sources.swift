import Glibc
import Primitives

extension EvaluationSettings {
    /// The present moment, in UTC.
    func now() -> TemporalValue {
        var time = timespec()
        if let secondsSince1970 {
            time.tv_sec = secondsSince1970
        } else {
            clock_gettime(CLOCK_REALTIME, &time)
        }
        var value = TemporalValue(.dateTime)
        value.setLocalSeconds(time.tv_sec)
        value.nanoseconds = time.tv_nsec / 1_000_000 * 1_000_000
        value.zone = 0
        return value
    }

    func randomNumbers() -> any RandomNumberGenerator {
        if let randomSeed { return SplitMix64(seed: randomSeed) }
        return SystemRandomNumberGenerator()
    }
}

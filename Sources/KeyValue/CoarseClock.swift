// A clock for ages of seconds, read on every look-up: a few nanoseconds, exact to the kernel's tick of 1 to 10 ms.

import Glibc

@usableFromInline
package enum CoarseClock {
    /// Nanoseconds since some moment before this process.
    @usableFromInline package static var now: UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC_COARSE, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}

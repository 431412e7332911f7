// What becomes of memory that has been freed. The C library keeps it for whoever asks next, and more of it the more threads
// there have been: after a few large queries at once, hundreds of megabytes.
import CAllocator
import Dispatch
import Glibc
import Synchronization

public enum FreedMemory {
    private static let isAsked = Atomic<Bool>(false)
    /// Milliseconds in which others may finish as well.
    private static let delay = 100

    /// Gives all of it back to the system a little later, once for all who ask until then.
    public static func giveBackSoon() {
        if isAsked.exchange(true, ordering: .relaxed) { return }
        DispatchQueue.global(qos: .utility).asyncAfter(deadline: .now() + .milliseconds(delay)) {
            isAsked.store(false, ordering: .relaxed)
            malloc_trim(0)
        }
    }

    /// Lets little be kept, for a process that goes on for long: threads share as many heaps as there are processors, and
    /// the end of each is given back. To be called early, while there are few threads.
    public static func keepLittle() {
        mallopt(M_ARENA_MAX, Int32(max(2, sysconf(Int32(_SC_NPROCESSORS_ONLN)))))
        mallopt(M_TRIM_THRESHOLD, 8 << 20)
        // Else setting the one above would have every large array mapped by itself.
        mallopt(M_MMAP_THRESHOLD, 32 << 20)
    }
}

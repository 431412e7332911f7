#if THREAD_SANITIZER
    import KeyValue

    typealias Mutex = TracedMutex
#endif

extension Snapshot {
    /// A number that a compaction changes, which may give terms other ids.
    public borrowing func generation() -> Int { withTransaction { store, _ in store.earlierCommits } }
}

/// One result of validation, by numbers; the report puts it into words.
struct Finding: Sendable, Hashable {
    /// The shape that the constraint belongs to.
    var shape: Int32
    /// The place of the constraint.
    var constraint: Int32
    var focus: NodeID
    var value: NodeID?
    /// The predicate that a closed shape does not allow.
    var predicate: NodeID?
}

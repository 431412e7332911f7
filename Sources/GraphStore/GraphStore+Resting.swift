// What those who ask the store again and again keep from one question to the next: objects with snapshots at rest. They go
// when another file takes the place of the one that they have been made for.
import KeyValue

extension GraphStore {
    /// Keeps an object whose snapshot is at rest (``Snapshot/rest()``). The caller must have no other reference to it, nor
    /// to anything that can be changed through it. Of many objects the one kept longest goes.
    public func keepAtRest(_ object: consuming AnyObject, for key: ObjectIdentifier) { resting.put(object, for: key) }

    /// Takes the object that was kept last for `key`; it is the caller's alone.
    public func takeFromRest(for key: ObjectIdentifier) -> AnyObject? { resting.take(for: key) }

    /// Lets go of all that is kept.
    public func dropAllAtRest() { resting.removeAll() }

    /// The number of objects that are kept.
    public var restingCount: Int { resting.count }
}

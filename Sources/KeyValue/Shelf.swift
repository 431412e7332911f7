// Objects that nobody uses at the moment, for whoever needs the like next, on whatever thread that is.
// Unsafe: objects that are not Sendable go from thread to thread. The compiler cannot see that whoever puts one here has
// no other reference to it or to what it holds; `put` asks for that.
import Synchronization

/// A few objects at rest, by what they are for.
public final class Shelf: Sendable {
    private struct Place: Sendable {
        let key: ObjectIdentifier
        nonisolated(unsafe) let object: AnyObject
    }

    private let capacity: Int
    /// The last one put here comes last.
    private let places = Mutex<[Place]>([])

    /// - Parameter capacity: how many objects there may be; then the one that has been here longest goes.
    public init(capacity: Int) { self.capacity = capacity }

    /// Takes the object that was put here last for `key`; it is the caller's alone.
    public func take(for key: ObjectIdentifier) -> AnyObject? {
        let place = places.withLock { places in
            places.lastIndex { $0.key == key }.map { places.remove(at: $0) }
        }
        return place?.object
    }

    /// Puts an object here. The caller must have no other reference to it, nor to anything that can be changed through it.
    public func put(_ object: consuming AnyObject, for key: ObjectIdentifier) {
        let place = Place(key: key, object: object)
        // Whatever goes is let go of outside of the lock.
        let oldest = places.withLock { places in
            places.append(place)
            return places.count > capacity ? places.removeFirst() : nil
        }
        _ = oldest
    }

    /// Lets go of all objects.
    public func removeAll() {
        let all = places.withLock { places in
            defer { places = [] }
            return places
        }
        _ = all
    }

    public var count: Int { places.withLock { $0.count } }
}

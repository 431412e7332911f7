// Whose timeline each resource is on.
//
// A result that was filed under the wrong patient comes back with the same id and another subject; it must then leave
// the first patient's record. Twelve bytes a resource buy that: a hash of the resource's key with the patient's number,
// all as the sorted duplicates of one key, which LMDB packs without any overhead. Two resources with equal hashes do no
// harm: the one is looked for, in vain, on the other's timeline.

import KeyValue

struct ResourceOwners {
    /// one key → sorted duplicates: 8 bytes of hash and 4 of the patient's number, both big-endian
    let database: Database
    private static let key: [UInt8] = [0]

    init(_ environment: Environment) throws(StorageError) {
        database = try environment.database("resourceOwners", [.sortedDuplicates, .fixedDuplicates])
    }

    /// Makes a patient the owner of resources.
    ///
    /// - Parameter isOnTimeline: whether the resource has events; one without changes hands only if it had an owner.
    /// - Returns: the owners before, where they are others.
    func claim(
        _ resources: [(key: ArraySlice<UInt8>, isOnTimeline: Bool)], for patient: PatientNumber,
        in transaction: inout Transaction<Writing>
    ) throws -> [(owner: PatientNumber, resource: ArraySlice<UInt8>)] {
        try transaction.withCursor(in: database) { cursor in
            var former: [(owner: PatientNumber, resource: ArraySlice<UInt8>)] = []
            for (key, isOnTimeline) in resources {
                let hash = Self.hash(key)
                if try cursor.seek(Self.key, duplicateAtLeast: hash + [0, 0, 0, 0]) {
                    let found = cursor.value.copy()
                    if found.starts(with: hash) {
                        let owner = PatientNumber(rawValue: found[8...].reduce(0) { $0 << 8 | UInt32($1) })
                        if owner == patient { continue }
                        former.append((owner, key))
                        try cursor.delete()
                    }
                }
                if isOnTimeline { try cursor.put(Self.key, hash + Key.bytes(patient)) }
            }
            return former
        }
    }

    /// FNV-1a, the same on every machine and in every version.
    private static func hash(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return (0..<8).map { UInt8(truncatingIfNeeded: hash >> (56 - 8 * $0)) }
    }
}

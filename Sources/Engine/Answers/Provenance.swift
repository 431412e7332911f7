// What an answer was made from, so that it can be made again: the knowledge, the patient's state and the moment.

import Quantities
import Reasoning

public struct Provenance: Hashable, Sendable {
    /// Checksum over the named graphs of the knowledge base and their versions.
    public var knowledge: String
    /// Checksum over everything that was known of the patient.
    public var patient: String
    public var asOf: DateTime

    init(knowledge: String, state: PatientState) {
        self.knowledge = knowledge
        asOf = state.asOf
        var checksum = Checksum()
        checksum.add(state.identifier)
        checksum.add(state.sex.map { "\($0)" } ?? "")
        checksum.add(state.birthDate?.description ?? "")
        for evidence in state.evidence {
            checksum.add("\(evidence.kind)|\(evidence.text)|\(evidence.valueText ?? "")|\(evidence.source)")
            checksum.add("\(evidence.start?.description ?? "")|\(evidence.end?.description ?? "")|\(evidence.isActive)")
        }
        patient = checksum.description
    }
}

/// FNV-1a, 64 bits: tells two states apart, and is no protection against an adversary.
public struct Checksum: CustomStringConvertible, Sendable {
    private var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ text: String) {
        for byte in text.utf8 { add(byte) }
        add(0)
    }

    private mutating func add(_ byte: UInt8) {
        value ^= UInt64(byte)
        value &*= 0x0000_0100_0000_01B3
    }

    /// The checksum of several texts, as sixteen hexadecimal digits.
    public static func hexadecimal(of texts: [String]) -> String {
        var checksum = Checksum()
        for text in texts { checksum.add(text) }
        return checksum.description
    }

    public var description: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

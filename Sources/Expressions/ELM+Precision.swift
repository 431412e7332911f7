import Quantities

extension CalendarUnit {
    /// The unit as ELM's DateTimePrecision has it: `Year`, `Millisecond`.
    public var elmName: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }
}

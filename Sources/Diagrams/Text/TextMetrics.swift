// How much room a text takes before anybody knows the font it will be shown in. For every kind of letter the figure is
// that of the widest among the families below, so that in each of them a text is at most as wide as told here.
// Chinese, Japanese and Korean characters and full-width forms fill one em.

public struct Font: Hashable, Sendable {
    /// The size in pixels.
    public var size: Double
    public var isBold: Bool

    public init(size: Double, isBold: Bool = false) {
        self.size = size
        self.isBold = isBold
    }

    /// Distance from one line to the next.
    public var lineHeight: Double { (size * 1.4).rounded() }

    /// From the top of a line to the baseline.
    public var ascent: Double { (size * 1.1).rounded() }

    /// Families that between them stand on every system and hold Chinese.
    public static let families =
        "'Noto Sans CJK SC', 'Noto Sans SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', 'Segoe UI', Arial, sans-serif"

    /// The width of a text in pixels, at most.
    public func width(of text: some StringProtocol) -> Double {
        text.unicodeScalars.reduce(0) { $0 + Self.width(of: $1) } * size * (isBold ? 1.1 : 1)
    }

    /// In ems.
    private static func width(of scalar: Unicode.Scalar) -> Double {
        switch scalar {
        case " ", "i", "j", "l", "I", "'", "|", ".", ",", ":", ";", "!", "·": 0.34
        case "f", "t", "r", "-", "(", ")", "[", "]", "/": 0.42
        case "m", "w", "M", "W", "@", "%", "—", "…", "→", "≥", "≤": 0.98
        case "A"..."Z", "&", "+", "<", "=", ">", "~", "×", "±": 0.79
        case "a"..."z", "0"..."9": 0.58
        default: isNarrow(scalar) ? 0.84 : scalar.properties.generalCategory == .nonspacingMark ? 0 : 1
        }
    }

    private static func isNarrow(_ scalar: Unicode.Scalar) -> Bool {
        // Latin, Greek, Cyrillic and superscripts.
        scalar.value < 0x0590 || (0x2070...0x209F).contains(scalar.value)
    }
}

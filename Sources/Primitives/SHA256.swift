// The digest that releases and their history are named and checked by (FIPS 180-4), computed by OpenSSL's libcrypto.
// Unsafe: lends the library the bytes of the text and a buffer of the digest's length.
internal import CCrypto

/// SHA-256.
public enum SHA256 {
    private static let byteCount = 32

    /// The digest of the text's UTF-8 in lower-case hexadecimal digits.
    public static func hexadecimal(of text: String) -> String {
        var digest = [UInt8](repeating: 0, count: byteCount)
        text.withBytes { bytes in
            _ = EVP_Digest(bytes.baseAddress, bytes.count, &digest, nil, EVP_sha256(), nil)
        }
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}

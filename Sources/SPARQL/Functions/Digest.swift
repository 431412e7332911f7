// Message digests by OpenSSL's libcrypto. Unsafe: hands a buffer of the digest's greatest length to the library.
import CCrypto
import Primitives
import SPARQLSyntax

/// The digests of SPARQL 1.1 Query, section 17.4.6.
enum Digest {
    case md5, sha1, sha256, sha384, sha512

    init?(_ function: Builtin) {
        switch function {
        case .md5: self = .md5
        case .sha1: self = .sha1
        case .sha256: self = .sha256
        case .sha384: self = .sha384
        case .sha512: self = .sha512
        default: return nil
        }
    }

    private var algorithm: OpaquePointer? {
        switch self {
        case .md5: EVP_md5()
        case .sha1: EVP_sha1()
        case .sha256: EVP_sha256()
        case .sha384: EVP_sha384()
        case .sha512: EVP_sha512()
        }
    }

    /// The digest of the text's UTF-8 in lower-case hexadecimal digits.
    func hexadecimal(of text: String) -> String {
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        text.withBytes { bytes in
            _ = EVP_Digest(bytes.baseAddress, bytes.count, &digest, &length, algorithm, nil)
        }
        let digits = Array("0123456789abcdef".utf8)
        let output = digest.prefix(Int(length)).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return String(decoding: output, as: UTF8.self)
    }
}

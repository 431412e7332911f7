// libFuzzer's way in. The environment variable MERIDIAN_FUZZ names the check.
// Unsafe: libFuzzer hands over a pointer and a length.
import FuzzChecks
import Glibc

private let check: FuzzCheck = {
    guard let name = getenv("MERIDIAN_FUZZ").map({ String(cString: $0) }), let check = FuzzCheck(rawValue: name) else {
        fatalError("set MERIDIAN_FUZZ to one of \(FuzzCheck.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return check
}()

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    check.run(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}

import JSON
import SocketServer

/// One kind of request, and where it is answered by the server and by the floor.
struct Workload: Codable {
    var name: String
    var request: [UInt8]
    /// Requests under way per connection.
    var depths: [Int]
    var address: String
    var floorAddress: String
}

/// A request of CDS Hooks with a prefetched record of about `padding` bytes.
func requestBody(padding: Int) -> String {
    let observation = #"""
        {"resource":{"resourceType":"Observation","id":"hba1c-1","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"4548-4","display":"HbA1c"}],"text":"糖化血红蛋白"},"subject":{"reference":"Patient/17"},"effectiveDateTime":"2026-01-10T08:30:00+08:00","valueQuantity":{"value":7.50,"unit":"%","system":"http://unitsofmeasure.org","code":"%"}}}
        """#
    let entries = Array(repeating: observation, count: max(1, padding / observation.utf8.count)).joined(separator: ",")
    return #"""
        {"hook":"order-sign","hookInstance":"d1577c69-dfbe-44ad-ba6d-3e05e953b2ea","context":{"userId":"Practitioner/3","patientId":"17","draftOrders":{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"MedicationRequest","id":"4","status":"draft"}}]}},"prefetch":{"laboratory":{"resourceType":"Bundle","entry":[\#(entries)]}}}
        """#
}

func lineRequest(padding: Int) -> [UInt8] {
    Array(#"{"jsonrpc":"2.0","id":17,"method":"length","params":\#(requestBody(padding: padding))}"#.utf8) + [0x0a]
}

/// A line of about 200 bytes.
let shortLineRequest = Array(
    #"""
    {"jsonrpc":"2.0","id":17,"method":"echo","params":{"patient":"17","concept":"http://loinc.org/4548-4","since":"2025-07-15","include":["value","unit","time"],"language":"zh","limit":10,"threshold":6.50}}

    """#.utf8)

func httpRequest(padding: Int) -> [UInt8] {
    let body = Array(requestBody(padding: padding).utf8)
    let head =
        "POST /cds-services/meridian-order-alerts HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        + "Content-Length: \(body.count)\r\n\r\n"
    return Array(head.utf8) + body
}

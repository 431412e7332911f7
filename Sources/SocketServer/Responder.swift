// From requests to the bytes of their answers (JSON-RPC 2.0, section 5). Knows nothing of sockets and threads, so the same
// code answers on an event loop and on a worker.

import JSON

struct Responder: Sendable {
    private let procedures: any RemoteProcedures
    private let methodNames: Set<String>
    private let slowMethods: Set<String>

    init(_ procedures: any RemoteProcedures) {
        self.procedures = procedures
        methodNames = Set(procedures.methodNames)
        slowMethods = methodNames.filter(procedures.isSlow)
    }

    /// Whether any of the line's requests is slow: a batch is answered as a whole, so one slow request makes it slow.
    func isSlow(_ line: RequestLine) -> Bool {
        switch line {
        case .single(let request): isSlow(request)
        case .batch(let requests): requests.contains(where: isSlow)
        case .refused: false
        }
    }

    private func isSlow(_ request: Request) -> Bool {
        guard case .call(let method, _) = request.content else { return false }
        return slowMethods.contains(method)
    }

    /// Appends the answer and its line end to `output`; appends nothing when there is only to be silence.
    func answer(_ line: RequestLine, into output: inout [UInt8]) {
        let start = output.count
        switch line {
        case .single(let request):
            answer(request, into: &output)
        case .refused(let error):
            write(error, id: .null, into: &output)
        case .batch(let requests):
            for request in requests {
                let place = output.count
                output.append(place == start ? UInt8(ascii: "[") : UInt8(ascii: ","))
                if !answer(request, into: &output) { output.removeLast() }
            }
            if output.count > start { output.append(UInt8(ascii: "]")) }
        }
        if output.count > start { output.append(UInt8(ascii: "\n")) }
    }

    /// False when the request was a notification and nothing was appended.
    @discardableResult
    private func answer(_ request: Request, into output: inout [UInt8]) -> Bool {
        switch request.content {
        case .refused(let error):
            write(error, id: request.id ?? .null, into: &output)
            return true
        case .call(let method, let parameters):
            do {
                let result = try call(method, parameters)
                guard let id = request.id else { return false }
                writeEnvelope(id, "result", into: &output) { result.write(to: &$0) }
            } catch {
                guard let id = request.id else { return false }
                write(error, id: id, into: &output)
            }
            return true
        }
    }

    private func call(_ method: String, _ parameters: JSONValue?) throws(RemoteProcedureError) -> JSONValue {
        guard methodNames.contains(method) else { throw notFound(method) }
        return try procedures.call(method, parameters)
    }

    private func notFound(_ method: String) -> RemoteProcedureError {
        let nearest = methodNames.map { (distance: editDistance($0, method), name: $0) }.min { $0 < $1 }
        guard let nearest, nearest.distance <= 3 else { return .methodNotFound("there is no method \"\(method)\"") }
        return .methodNotFound("there is no method \"\(method)\"; did you mean \"\(nearest.name)\"?")
    }

    private func write(_ error: RemoteProcedureError, id: JSONValue, into output: inout [UInt8]) {
        var object: JSONObject = ["code": .number(JSONNumber(error.code)), "message": .string(error.message)]
        object["data"] = error.data
        writeEnvelope(id, "error", into: &output) { JSONValue.object(object).write(to: &$0) }
    }

    private func writeEnvelope(
        _ id: JSONValue, _ member: StaticString, into output: inout [UInt8], _ writeContent: (inout [UInt8]) -> Void
    ) {
        output.append(contentsOf: #"{"jsonrpc":"2.0","id":"#.utf8)
        id.write(to: &output)
        output.append(contentsOf: ",\"\(member)\":".utf8)
        writeContent(&output)
        output.append(UInt8(ascii: "}"))
    }
}

/// Levenshtein's distance, in bytes; method names are short.
private func editDistance(_ one: String, _ other: String) -> Int {
    guard other.utf8.count <= 64 else { return Int.max }
    let target = Array(other.utf8)
    var row = Array(0...target.count)
    for (index, byte) in one.utf8.enumerated() {
        var diagonal = row[0]
        row[0] = index + 1
        for column in target.indices {
            let substituted = diagonal + (byte == target[column] ? 0 : 1)
            diagonal = row[column + 1]
            row[column + 1] = min(substituted, row[column] + 1, diagonal + 1)
        }
    }
    return row[target.count]
}

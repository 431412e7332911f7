// From an HTTP request to its answer. Every answer, errors included, is JSON that says in a sentence what was wrong, except
// for the plain text of health and metrics.

import HTTPTypes
import Hummingbird
import JSON
import Logging
import NIOCore

struct Endpoints: HTTPResponder {
    typealias Context = BasicRequestContext

    private let decisions: any DecisionServices
    private let services: [ServiceDescription]
    private let discovery: [UInt8]
    let graph: (any GraphQueries)?
    let threads: QueryThreads?
    private let origins: CrossOriginPolicy
    let limits: HTTPServerLimits
    private let metrics: Metrics
    let logger: Logger

    init(
        _ decisions: any DecisionServices, graph: (any GraphQueries)?, threads: QueryThreads?,
        origins: CrossOriginPolicy, limits: HTTPServerLimits, metrics: Metrics, logger: Logger
    ) {
        self.graph = graph
        self.threads = threads
        self.decisions = decisions
        services = decisions.services
        discovery = JSONValue.object(["services": .array(services.map(\.json))]).serialized()
        self.origins = origins
        self.limits = limits
        self.metrics = metrics
        self.logger = logger
    }

    func respond(to request: Request, context: Context) async throws -> Response {
        let start = ContinuousClock.now
        let route = Route(path: request.uri.path)
        metrics.requestStarted()
        // What is thrown past here is a client that went away in the middle of its request.
        var status = 499
        defer {
            metrics.requestFinished(
                route: route?.template ?? "other", method: label(request.method), status: status, duration: .now - start
            )
        }
        let response = try await respond(to: request, route)
        status = response.status.code
        return request.method == .head ? response.createHeadResponse() : response
    }

    private func respond(to request: Request, _ route: Route?) async throws -> Response {
        guard let origin = request.headers[.origin] else { return try await answer(request, route) }
        guard origins.allows(origin) else {
            return failure(.forbidden, "pages of \(origin) may not use this server; its operator can allow the origin")
        }
        if request.method == .options {
            let fields = origins.preflightFields(for: origin, methods: route?.methods ?? [])
            return Response(status: .noContent, headers: fields)
        }
        var response = try await answer(request, route)
        response.headers.append(contentsOf: origins.fields(for: origin))
        return response
    }

    private func answer(_ request: Request, _ route: Route?) async throws -> Response {
        guard let route else {
            return failure(.notFound, "there is nothing at \(request.uri.path); see /cds-services")
        }
        guard route.methods.contains(request.method) else {
            var response = failure(.methodNotAllowed, "\(route.template) takes \(route.methods[0].rawValue)")
            response.headers[.allow] = route.methods.map(\.rawValue).joined(separator: ", ")
            return response
        }
        switch route {
        case .discovery: return json(.ok, discovery)
        case .service(let id): return try await answerHook(request, service: id)
        case .feedback(let id): return try await recordFeedback(request, service: id)
        case .health: return text(.ok, "ok\n")
        case .readiness: return readiness()
        case .sparql: return try await answerGraphRequest(request)
        case .metrics: return text(.ok, metrics.render(), type: "text/plain; version=0.0.4; charset=utf-8")
        }
    }

    /// A client may invent methods; the metrics count them as one.
    private func label(_ method: HTTPRequest.Method) -> String {
        [.get, .head, .post, .options, .put, .delete, .patch].contains(method) ? method.rawValue : "other"
    }
}

// MARK: - Services

extension Endpoints {
    private func answerHook(_ request: Request, service id: String) async throws -> Response {
        let candidates = services.filter { $0.id == id }
        guard !candidates.isEmpty else { return unknownService(id) }
        return try await withBody(of: request) { body throws(HookError) in
            let hookRequest = try HookRequest(service: id, body: body)
            guard candidates.contains(where: { $0.hook == hookRequest.hook }) else {
                let hooks = candidates.map(\.hook.rawValue).joined(separator: " or ")
                throw .invalidRequest(
                    "hook is \"\(hookRequest.hook.rawValue)\", but the service \(id) answers \(hooks)")
            }
            let response = try decisions.answer(hookRequest)
            metrics.answered(response, by: id)
            return response.json
        }
    }

    private func recordFeedback(_ request: Request, service id: String) async throws -> Response {
        guard services.contains(where: { $0.id == id }) else { return unknownService(id) }
        return try await withBody(of: request) { body throws(HookError) in
            let feedback = try Feedback.read(body)
            try decisions.recordFeedback(feedback, for: id)
            metrics.received(feedback, for: id)
            return ["recorded": .number(JSONNumber(feedback.count))]
        }
    }

    private func readiness() -> Response {
        switch decisions.readiness {
        case .ready: text(.ok, "ready\n")
        case .notReady(let reason): text(.serviceUnavailable, reason + "\n")
        }
    }

    private func unknownService(_ id: String) -> Response {
        let known = Set(services.map(\.id)).sorted().joined(separator: ", ")
        return failure(.notFound, "there is no service \"\(id)\"; there are: \(known)")
    }

    /// Reads the body and answers with what `answer` makes of it, or with its error.
    private func withBody(
        of request: Request, _ answer: (JSONValue) throws(HookError) -> JSONValue
    ) async throws -> Response {
        var request = request
        let bytes: ByteBuffer
        do {
            bytes = try await request.collectBody(upTo: limits.bodyBytes)
        } catch is NIOTooManyBytesError {
            return failure(.contentTooLarge, "the body is longer than \(limits.bodyBytes) bytes")
        }
        do {
            let limits = JSONLimits(depth: limits.depth, bytes: limits.bodyBytes)
            let body = try JSONValue(parsing: bytes.readableBytesUInt8Span, limits: limits)
            return try json(.ok, answer(body).serialized())
        } catch let error as JSONError {
            return failure(.badRequest, "the body is not JSON: \(error)")
        } catch let error as HookError {
            return failure(error)
        }
    }
}

// MARK: - Responses

extension Endpoints {
    private func failure(_ error: HookError) -> Response {
        switch error {
        case .invalidRequest: return failure(.badRequest, error.description)
        case .missingPrefetch(let keys):
            return failure(
                .preconditionFailed, error.description, ["missingPrefetch": .array(keys.map(JSONValue.string))])
        case .unavailable: return failure(.serviceUnavailable, error.description)
        case .failed:
            logger.error("a question was not answered", metadata: ["reason": "\(error)"])
            return failure(.internalServerError, error.description)
        }
    }

    func failure(_ status: HTTPResponse.Status, _ message: String, _ more: JSONObject = [:]) -> Response {
        var object = more
        object["error"] = .string(message)
        return json(status, JSONValue.object(object).serialized())
    }

    private func json(_ status: HTTPResponse.Status, _ bytes: [UInt8]) -> Response {
        // Patients' data stay out of every cache on the way.
        let headers: HTTPFields = [.contentType: "application/json", .cacheControl: "no-store"]
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    private func text(_ status: HTTPResponse.Status, _ text: String, type: String = "text/plain") -> Response {
        Response(
            status: status, headers: [.contentType: type], body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}

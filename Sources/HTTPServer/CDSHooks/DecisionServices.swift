/// The decision support behind the HTTP edge. Called from several threads at once.
public protocol DecisionServices: Sendable {
    /// What discovery lists. Asked once, when the server starts.
    var services: [ServiceDescription] { get }

    /// Whether questions can be answered now.
    var readiness: Readiness { get }

    /// Answers a question to one of `services`, whose hook is the request's.
    func answer(_ request: HookRequest) throws(HookError) -> HookResponse

    /// Keeps what clinicians did with the cards of `service`.
    func recordFeedback(_ feedback: [Feedback], for service: String) throws(HookError)
}

public enum Readiness: Sendable, Hashable {
    case ready
    /// With the reason, such as "loading the knowledge base".
    case notReady(String)
}

/// Why a question is not answered; each reason has its HTTP status.
public enum HookError: Error, Sendable, Hashable {
    /// 400: the request cannot be understood.
    case invalidRequest(String)
    /// 412: these prefetch keys are needed, and the patient's data cannot be had otherwise.
    case missingPrefetch([String])
    /// 503: not now.
    case unavailable(String)
    /// 500: the fault is ours.
    case failed(String)
}

extension HookError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .invalidRequest(let reason), .unavailable(let reason), .failed(let reason): reason
        case .missingPrefetch(let keys):
            """
            this patient is not in our records, and the request lacks the prefetch \(keys.joined(separator: ", ")); send \
            each of them with its data, or with null if there are none
            """
        }
    }
}

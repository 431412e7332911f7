// The engine behind CDS Hooks: findings become cards. Contraindications are critical, serious alerts warn, everything
// else informs; what the policy holds back is not sent. Every card carries its proof under `extension`.

import Engine
import Expressions
import FHIR
import Guidelines
import HTTPServer
import JSON
import Quantities
import RDF
import Reasoning
import Records
import Text

struct EngineDecisions: DecisionServices {
    let engine: Engine
    let language: Language

    let services: [ServiceDescription] = [.pathways, .orderSelectAlerts, .orderSignAlerts]

    var readiness: Readiness {
        engine.hasKnowledge ? .ready : .notReady("no knowledge is loaded")
    }

    func answer(_ request: HookRequest) throws(HookError) -> HookResponse {
        do {
            let source = try source(of: request)
            if request.hook == .patientView { return try pathwayCards(source) }
            return try alertCards(source, request)
        } catch let error as HookError {
            throw error
        } catch let error as RequestError {
            throw .invalidRequest(error.description)
        } catch let error as EngineError {
            throw .invalidRequest(error.description)
        } catch {
            throw .failed("\(error)")
        }
    }

    func recordFeedback(_ feedback: [Feedback], for service: String) throws(HookError) {
        do {
            try engine.recordFeedback(
                feedback.map { item in
                    switch item.outcome {
                    case .accepted(let suggestions):
                        CardFeedback(
                            service: service, card: item.card, isAccepted: true,
                            detail: suggestions.joined(separator: " "),
                            time: item.time)
                    case .overridden(let reason, let comment):
                        CardFeedback(
                            service: service, card: item.card, isAccepted: false,
                            detail: [reason, comment].compactMap { $0 }.joined(separator: ": "), time: item.time)
                    }
                })
        } catch {
            throw .failed("\(error)")
        }
    }

    // MARK: The patient

    /// The kinds of events that each prefetch key holds.
    private static let kinds: [String: EventKinds] = [
        "conditions": EventKinds(.condition), "medications": EventKinds(.medication),
        "allergies": EventKinds(.allergy), "procedures": EventKinds(.procedure),
        "immunizations": EventKinds(.immunization), "encounters": EventKinds(.encounter),
    ]

    /// What the client brought along, beside what is on record under the id. A kind is whole only when the client looked
    /// it up and found the end of it; measurements never are.
    private func source(of request: HookRequest) throws -> PatientSource {
        var source = PatientSource(reference: request.patientID)
        let isOnRecord = engine.isOnRecord(request.patientID)
        if !isOnRecord {
            guard let service = services.first(where: { $0.id == request.service && $0.hook == request.hook }) else {
                throw HookError.invalidRequest("no service \(request.service) for \(request.hook.rawValue)")
            }
            let missing = request.missingPrefetch(for: service)
            guard missing.isEmpty else { throw HookError.missingPrefetch(missing) }
        }
        for (key, entry) in request.prefetch.sorted(by: { $0.key < $1.key }) {
            for (index, resource) in entry.resources.enumerated() {
                source.resources.append(
                    try RequestReading.resource(.object(resource), at: "prefetch.\(key)[\(index)]"))
            }
            if entry.isComplete, let kind = Self.kinds[key] { source.complete.formUnion(kind) }
        }
        return source
    }

    // MARK: Cards

    private func alertCards(_ source: PatientSource, _ request: HookRequest) throws -> HookResponse {
        var drafts: [DraftOrderInput] = []
        for (index, order) in request.draftOrders.enumerated() {
            guard let type = order["resourceType"]?.stringValue, type.hasPrefix("Medication") else { continue }
            drafts.append(
                .resource(
                    try RequestReading.resource(.object(order), at: "draftOrders[\(index)]"),
                    identifier: order["id"]?.stringValue))
        }
        guard !drafts.isEmpty else { return HookResponse() }
        let answer = try engine.alerts(for: source, drafts: drafts, asOf: .now)
        var response = HookResponse()
        for alert in answer.report.shown {
            response.cards.append(try card(alert, answer))
        }
        for index in answer.report.unrecognisedDrafts {
            let text = answer.state.evidence[answer.state.drafts[index].evidence].text
            response.cards.append(
                try Card(
                    uuid: Self.uuid([answer.provenance.patient, "unrecognised", text]),
                    summary: Card.summary(
                        fitting: words("Not checked: \(text) was not recognised", "未检查：无法识别 \(text)")),
                    indicator: .info, source: try Card.Source(label: "Meridian")))
        }
        return response
    }

    private func card(_ alert: Alert, _ answer: AlertAnswer) throws -> Card {
        let indicator: Card.Indicator =
            switch alert.severity {
            case .contraindicated: .critical
            case .serious: .warning
            case .moderate, .minor: .info
            }
        var detail = [alert.consequence, alert.management].map { $0[language] }.filter { !$0.isEmpty }
        detail += alert.proof.allEvidence.map { "- " + describe(answer.state.evidence[$0]) }
        detail += alert.citations.map { "*\([$0.document, $0.locator].compactMap { $0 }.joined(separator: " — "))*" }
        return try Card(
            uuid: Self.uuid([
                answer.provenance.patient, alert.rule?.string ?? "", alert.title[.english], "\(alert.draft)",
            ]),
            summary: Card.summary(fitting: alert.title[language]), detail: detail.joined(separator: "\n\n"),
            indicator: indicator,
            source: try Card.Source(
                label: alert.citations.first.map { Card.summary(fitting: $0.document) } ?? "Meridian",
                url: alert.citations.first?.links.first?.string),
            overrideReasons: try Self.overrideReasons(language),
            extension: [Self.extensionName: alert.json(answer.state), Self.provenanceName: answer.provenance.json])
    }

    private func pathwayCards(_ source: PatientSource) throws -> HookResponse {
        let answer = try engine.recommendations(for: source, asOf: .now)
        var response = HookResponse()
        for outcome in answer.report.guidelines where outcome.applicability.verdict == .met {
            let release = answer.releases[outcome.guideline]?.json ?? .null
            for step in outcome.steps where step.status == .due || step.status == .overdue {
                let isOverdue = step.status == .overdue
                let label = step.recommendation.label[language]
                let citation = step.recommendation.citations.first
                var detail = [step.recommendation.comment[language]].filter { !$0.isEmpty }
                detail += step.proof.allEvidence.map { "- " + describe(answer.state.evidence[$0]) }
                response.cards.append(
                    try Card(
                        uuid: Self.uuid([answer.provenance.patient, step.recommendation.iri.string]),
                        summary: Card.summary(fitting: isOverdue ? words("Overdue: \(label)", "逾期：\(label)") : label),
                        detail: detail.isEmpty ? nil : detail.joined(separator: "\n\n"),
                        indicator: isOverdue ? .warning : .info,
                        source: try Card.Source(
                            label: citation.map { Card.summary(fitting: $0.document) } ?? outcome.label[language],
                            url: citation?.links.first?.string),
                        extension: [
                            Self.extensionName: step.json(answer.state), Self.provenanceName: answer.provenance.json,
                            Self.releaseName: release,
                        ]))
            }
        }
        return response
    }

    private static let extensionName = "org.meridian.finding"
    private static let provenanceName = "org.meridian.provenance"
    private static let releaseName = "org.meridian.release"

    private static func overrideReasons(_ language: Language) throws -> [OverrideReason] {
        let system = "https://w3id.org/meridian/override-reason"
        let reasons = [
            ("benefit-outweighs-risk", "Benefit outweighs the risk", "获益大于风险"),
            ("will-monitor", "Will monitor", "将加强监测"), ("tolerated-before", "Tolerated before", "既往可耐受"),
            ("not-applicable", "Does not apply to this patient", "不适用于该患者"),
        ]
        return try reasons.map {
            try OverrideReason(code: $0.0, system: system, display: language == .english ? $0.1 : $0.2)
        }
    }

    private func words(_ english: String, _ chinese: String) -> String { language == .english ? english : chinese }

    private func describe(_ evidence: Evidence) -> String {
        [evidence.text, evidence.valueText, evidence.start?.date.description, evidence.source].compactMap { $0 }
            .joined(separator: " · ")
    }

    /// An identifier that is the same whenever the finding is (RFC 9562, version 8), so that a replayed answer is too.
    private static func uuid(_ parts: [String]) -> String {
        let digits = Checksum.hexadecimal(of: parts + ["a"]) + Checksum.hexadecimal(of: parts + ["b"])
        var characters = Array(digits)
        characters[12] = "8"
        characters[16] = "8"
        let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
        return groups.map { String(characters[$0]) }.joined(separator: "-")
    }
}

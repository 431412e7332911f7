// Builds the state of a patient from events, whatever they come from: each becomes evidence in its own words and, where
// its codes are understood, facts for the evaluator. What is derived (pregnancy from conditions and results, impossible
// pregnancy from sex and age) is derived here, once.

import Expressions
import Quantities
import Terminology

/// Who the patient is, as far as is known.
public struct PatientIdentity: Sendable {
    public var identifier: String
    public var name: String?
    public var sex: Sex?
    public var birthDate: DateTime?
    public var isDeceased: Bool
    /// When the patient died, if that is known.
    public var deathDate: DateTime?

    public init(
        identifier: String, name: String? = nil, sex: Sex? = nil, birthDate: DateTime? = nil, isDeceased: Bool = false,
        deathDate: DateTime? = nil
    ) {
        self.identifier = identifier
        self.name = name
        self.sex = sex
        self.birthDate = birthDate
        self.isDeceased = isDeceased
        self.deathDate = deathDate
    }
}

struct PatientStateBuilder {
    private let knowledge: KnowledgeBase
    private let identity: PatientIdentity
    private let asOf: DateTime
    private var complete: Set<FactKind>
    private var facts: [Fact] = []
    private var evidence: [Evidence] = []
    private var drafts: [DraftOrder] = []
    private var activeMedications: [ActiveMedication] = []
    private var allergies: [RecordedAllergy] = []

    init(_ knowledge: KnowledgeBase, _ identity: PatientIdentity, asOf: DateTime, complete: Set<FactKind>) {
        self.knowledge = knowledge
        self.identity = identity
        self.asOf = asOf
        self.complete = complete
    }

    /// Adds an event of the record. Events that begin after the moment of evaluation are not seen. A medicine that acts
    /// where it is put is a fact about its product, not about the ingredients, which rules mean systemically.
    /// - Parameter product: what a medicine is besides its ingredients, such as a combination with a code of its own.
    mutating func add(
        _ item: Evidence, product: ConceptID? = nil, dailyDose: Quantity? = nil, intake: Intake? = nil,
        value: Value? = nil, isTopical: Bool = false, isHighRisk: Bool = false
    ) {
        guard item.start?.isGreater(than: asOf) != true else { return }
        let index = evidence.count
        evidence.append(item)
        evidence[index].isTopical = isTopical
        let status: FactStatus = item.isActive ? .active : .inactive
        // A medicine's fact has its daily dose as value; the dose of a combination is that of no ingredient.
        let isSingle = item.concepts.count == 1
        let dose = item.kind == .medication && isSingle ? dailyDose : nil
        let intake = item.kind == .medication ? Intake(dose: isSingle ? intake?.dose : nil, route: intake?.route) : nil
        let systemic = isTopical ? [] : item.concepts
        for (place, concept) in (systemic + (product.map { [$0] } ?? [])).enumerated() {
            facts.append(
                Fact(
                    item.kind, concept, start: item.start, end: item.end, status: status,
                    value: value.map { comparable($0, of: concept) } ?? (place == 0 ? dose.map(Value.quantity) : nil),
                    intake: intake, event: Int32(index)))
        }
        guard item.isActive else { return }
        switch item.kind {
        case .medication:
            for ingredient in item.concepts {
                activeMedications.append(
                    ActiveMedication(
                        ingredient: ingredient, evidence: index, dailyDose: dailyDose, isTopical: isTopical))
            }
        case .allergy:
            for agent in item.concepts {
                allergies.append(RecordedAllergy(agent: agent, evidence: index, isHighRisk: isHighRisk))
            }
        default: break
        }
    }

    /// Adds an order that is being written. To the circumstances of rules it counts as taken: a protective medicine
    /// ordered together with what it protects from is there.
    mutating func addDraft(
        _ item: Evidence, dailyDose: Quantity? = nil, intake: Intake? = nil, isTopical: Bool = false,
        unrecognisedParts: [String] = [], identifier: String? = nil
    ) {
        drafts.append(
            DraftOrder(
                ingredients: item.concepts, evidence: evidence.count, dailyDose: dailyDose, isTopical: isTopical,
                unrecognisedParts: unrecognisedParts, identifier: identifier))
        if !isTopical {
            for concept in item.concepts {
                let isSingle = item.concepts.count == 1
                facts.append(
                    Fact(
                        .medication, concept, start: asOf, value: isSingle ? dailyDose.map(Value.quantity) : nil,
                        intake: Intake(dose: isSingle ? intake?.dose : nil, route: intake?.route),
                        event: Int32(evidence.count)))
            }
        }
        evidence.append(item)
    }

    private func comparable(_ value: Value, of concept: ConceptID) -> Value {
        guard case .quantity(let quantity) = value else { return value }
        return .quantity(knowledge.comparable(quantity, of: concept))
    }

    consuming func build() -> PatientState {
        derivePregnancy()
        let terminology = knowledge.terminology
        let patientFacts = PatientFacts(
            asOf: asOf, birthDate: identity.birthDate, sex: identity.sex, facts: facts, complete: complete,
            directory: knowledge.directory,
            ancestors: { $0 == FactIndexMarker.pregnancy ? [] : terminology.ancestors($0) })
        return PatientState(
            asOf: asOf, identifier: identity.identifier, name: identity.name, sex: identity.sex,
            birthDate: identity.birthDate,
            isDeceased: identity.isDeceased && identity.deathDate?.isGreater(than: asOf) != true, facts: patientFacts,
            evidence: evidence,
            drafts: drafts, activeMedications: activeMedications, allergies: allergies, complete: complete)
    }

    // MARK: Pregnancy

    /// A pregnancy that began longer ago than this is over, whatever the record forgot to say.
    private static let longestPregnancy = CalendarDuration(days: 44 * 7)
    /// Completed years outside of which nobody is taken to be pregnant.
    private static let fertileAges = 10...55

    private mutating func derivePregnancy() {
        let marker = FactIndexMarker.pregnancy
        if identity.sex == .male {
            facts.append(Fact(.pregnancy, marker, status: .active, value: .boolean(false)))
            return
        }
        if facts.contains(where: { $0.kind == .pregnancy }) { return }
        let terminology = knowledge.terminology
        if let pregnant = terminology.concept(MeridianBase.all + "set/pregnancy") {
            for fact in facts where fact.kind == .condition && terminology.isA(fact.concept, pregnant) {
                guard fact.status == .active, isRecent(fact.start) else { continue }
                facts.append(
                    Fact(.pregnancy, marker, start: fact.start, end: fact.end, value: .boolean(true), event: fact.event)
                )
                return
            }
        }
        let isFertile = identity.birthDate.map { born in
            let age = born.completed(.year, until: asOf)
            return age.upperBound >= Self.fertileAges.lowerBound && age.lowerBound <= Self.fertileAges.upperBound
        }
        if isFertile == false {
            facts.append(Fact(.pregnancy, marker, status: .active, value: .boolean(false)))
        }
    }

    private func isRecent(_ start: DateTime?) -> Bool {
        guard let start, let limit = asOf.subtracting(Self.longestPregnancy) else { return false }
        return start.isAtLeast(limit) ?? true
    }

    /// Says whether the patient is pregnant, on the record's word.
    mutating func addPregnancy(_ isPregnant: Bool, start: DateTime?, evidence item: Evidence) {
        guard start?.isGreater(than: asOf) != true, isRecent(start) || start == nil else { return }
        let index = evidence.count
        evidence.append(item)
        facts.append(
            Fact(
                .pregnancy, FactIndexMarker.pregnancy, start: start, value: .boolean(isPregnant), event: Int32(index)))
    }
}

/// Facts of pregnancy have no concept of a terminology; this number is none that a terminology issues.
enum FactIndexMarker {
    static let pregnancy = ConceptID(rawValue: .max - 1)
}

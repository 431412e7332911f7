// The resources that say what was done and planned.

import FHIR

extension EventMapping {
    static func map(_ procedure: ProcedureResource) throws(MappingError) -> MappedResource {
        var mapped = MappedResource(
            resourceType: "Procedure", resourceID: procedure.id, kind: .procedure, patient: procedure.subject)
        mapped.leftOut = leftOut(status: procedure.status, verification: nil)
        var event = mapped.event(try codes(procedure.code, "Procedure"))
        event.start = procedure.performed.start
        event.end = procedure.performed.end
        event.status = procedure.status.map { EventStatus(code: $0) }
        event.categories = procedure.category?.allCodings ?? []
        mapped.finish([event])
        return mapped
    }

    static func map(_ immunization: ImmunizationResource) throws(MappingError) -> MappedResource {
        var mapped = MappedResource(
            resourceType: "Immunization", resourceID: immunization.id, kind: .immunization,
            patient: immunization.patient)
        mapped.leftOut = leftOut(status: immunization.status, verification: nil)
        var event = mapped.event(try codes(immunization.vaccine, "Immunization"))
        event.start = immunization.occurrence
        event.status = immunization.status.map { EventStatus(code: $0) }
        mapped.finish([event])
        return mapped
    }

    /// An encounter has a class (ambulatory, inpatient …) always and a type often: both are codes of the event.
    static func map(_ encounter: EncounterResource) -> MappedResource {
        var mapped = MappedResource(
            resourceType: "Encounter", resourceID: encounter.id, kind: .encounter, patient: encounter.subject)
        mapped.leftOut = leftOut(status: encounter.status, verification: nil)
        let classCodes = encounter.encounterClass.map { [$0] } ?? []
        var event = mapped.event(encounter.types.flatMap(\.allCodings) + classCodes)
        event.start = encounter.period.start
        event.end = encounter.period.end
        event.status = encounter.status.map { EventStatus(code: $0) }
        event.categories = encounter.reasons.flatMap(\.allCodings)
        mapped.finish([event])
        return mapped
    }

    static func map(_ report: DiagnosticReportResource) throws(MappingError) -> MappedResource {
        var mapped = MappedResource(
            resourceType: "DiagnosticReport", resourceID: report.id, kind: .report, patient: report.subject)
        mapped.leftOut = leftOut(status: report.status, verification: nil)
        var event = mapped.event(try codes(report.code, "DiagnosticReport"))
        event.start = report.effective.start ?? report.issued
        event.end = report.effective.end
        event.status = report.status.map { EventStatus(code: $0) }
        event.categories = report.categories.flatMap(\.allCodings)
        let conclusions = report.conclusionCodes.flatMap(\.allCodings)
        event.value = conclusions.isEmpty ? report.conclusion.map { .text($0) } : .codes(conclusions)
        mapped.finish([event])
        return mapped
    }

    static func map(_ plan: CarePlanResource) -> MappedResource {
        var mapped = MappedResource(
            resourceType: "CarePlan", resourceID: plan.id, kind: .carePlan, patient: plan.subject)
        mapped.leftOut = leftOut(status: plan.status, verification: nil)
        let title = plan.title.map { [Coding(display: $0)] } ?? []
        var event = mapped.event(plan.categories.flatMap(\.allCodings) + title)
        event.start = plan.period.start
        event.end = plan.period.end
        event.status = plan.status.map { EventStatus(code: $0) }
        mapped.finish([event])
        return mapped
    }

    static func map(_ goal: GoalResource) throws(MappingError) -> MappedResource {
        var mapped = MappedResource(
            resourceType: "Goal", resourceID: goal.id, kind: .goal, patient: goal.subject)
        mapped.leftOut = leftOut(status: goal.lifecycleStatus, verification: nil)
        var event = mapped.event(try codes(goal.summary, "Goal"))
        event.start = goal.start
        event.status = goal.lifecycleStatus.map { EventStatus(code: $0) }
        mapped.finish([event])
        return mapped
    }
}

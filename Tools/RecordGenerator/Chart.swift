// One patient's chart while it is being filled: what began, what ended, what was measured. Written out at the end, when
// it is known what is still active. Nothing that would lie after the last day gets in.

import FHIR

/// A day, counted from 1970-01-01.
typealias Day = Int

struct Chart {
    struct Diagnosis {
        let problem: Problem
        let onset: Day
        var end: Day?
    }

    struct Prescription {
        let medicine: Medicine
        let dose: String
        let start: Day
        var end: Day?
        /// Taken to its end as planned, not stopped for a reason.
        var isCourse = false
    }

    struct Result {
        let analyte: Analyte
        /// In Chinese units.
        let value: Double
        let day: Day
        let minute: Int
    }

    struct Contact {
        enum Setting: String {
            case ambulatory = "AMB"
            case inpatient = "IMP"
            case emergency = "EMER"
        }

        let setting: Setting
        let start: Day
        /// nil: not over.
        let end: Day?
        let reason: Problem?
    }

    /// The last day of every sample record.
    static let lastDay: Day = day(2026, 6, 30)

    let id: String
    let language: Language
    let sex: Sex
    let family: String
    let given: String
    let birth: Day
    var death: Day?
    var diagnoses: [Diagnosis] = []
    var prescriptions: [Prescription] = []
    var results: [Result] = []
    var contacts: [Contact] = []
    var allergies: [(allergen: Allergen, day: Day, isSevere: Bool)] = []
    /// Asked, and there is none.
    var hasNoKnownAllergy = false
    var vaccinations: [Day] = []

    init(id: String, _ language: Language, _ sex: Sex, family: String, given: String, birth: Day) {
        self.id = id
        self.language = language
        self.sex = sex
        self.family = family
        self.given = given
        self.birth = birth
    }

    /// A day of the calendar, which the caller knows to exist.
    static func day(_ year: Int, _ month: Int, _ day: Int) -> Day {
        ClinicalTime(year: year, month: month, day: day)?.dayNumber ?? 0
    }

    func age(on day: Day) -> Int { (day - birth) * 100 / 36_525 }

    func has(_ problem: Problem) -> Bool { diagnoses.contains { $0.problem == problem && $0.end == nil } }

    func takes(_ medicine: Medicine) -> Bool { prescriptions.contains { $0.medicine == medicine && $0.end == nil } }

    func takesAny(_ medicines: Medicine...) -> Bool { medicines.contains(where: takes) }

    mutating func diagnose(_ problem: Problem, on day: Day) {
        guard !has(problem), day <= Self.lastDay else { return }
        diagnoses.append(Diagnosis(problem: problem, onset: day))
    }

    /// A problem that is over by itself: a pneumonia, a stroke in its acute phase.
    mutating func diagnose(_ problem: Problem, from start: Day, to end: Day) {
        guard start <= Self.lastDay else { return }
        diagnoses.append(Diagnosis(problem: problem, onset: start, end: end <= Self.lastDay ? end : nil))
    }

    mutating func resolve(_ problem: Problem, on day: Day) {
        for index in diagnoses.indices where diagnoses[index].problem == problem && diagnoses[index].end == nil {
            diagnoses[index].end = day
        }
    }

    mutating func prescribe(_ medicine: Medicine, dose: String? = nil, on day: Day) {
        guard !takes(medicine), day <= Self.lastDay else { return }
        prescriptions.append(Prescription(medicine: medicine, dose: dose ?? medicine.dose, start: day))
    }

    /// A short course.
    mutating func prescribe(_ medicine: Medicine, on day: Day, days: Int) {
        guard day <= Self.lastDay else { return }
        let end = day + days
        prescriptions.append(
            Prescription(
                medicine: medicine, dose: medicine.dose, start: day, end: end <= Self.lastDay ? end : nil,
                isCourse: true))
    }

    mutating func stop(_ medicine: Medicine, on day: Day) {
        for index in prescriptions.indices
        where prescriptions[index].medicine == medicine && prescriptions[index].end == nil {
            prescriptions[index].end = day
        }
    }

    mutating func measure(_ analyte: Analyte, _ value: Double, on day: Day, minute: Int = 0) {
        guard day <= Self.lastDay else { return }
        results.append(Result(analyte: analyte, value: value, day: day, minute: minute))
    }

    mutating func visit(_ setting: Contact.Setting, on day: Day, until end: Day? = nil, for reason: Problem? = nil) {
        guard day <= Self.lastDay else { return }
        let end = end ?? day
        contacts.append(
            Contact(setting: setting, start: day, end: end <= Self.lastDay ? end : nil, reason: reason))
    }
}

// A patient's course over years, from visit to visit about every three months: the body drifts, things happen with a
// hazard that depends on what is treated, the doctor measures and prescribes.
//
// The figures are plausible, not fitted to any population; only their directions matter.

import Glibc

struct Life {
    /// The problem that brings the patient.
    enum Beginning {
        case hypertension, type2Diabetes, kidneyDisease, atrialFibrillation, heartFailure, asthma
        case obstructiveLungDisease, pneumonia, pregnancy, allergy

        /// By turns, so that each is represented; the commonest twice.
        static let turns: [Beginning] = [
            .hypertension, .type2Diabetes, .atrialFibrillation, .kidneyDisease, .heartFailure, .asthma, .pneumonia,
            .type2Diabetes, .obstructiveLungDisease, .pregnancy, .atrialFibrillation, .allergy,
        ]
    }

    var chart: Chart
    var random: SampleRandom
    let beginning: Beginning
    var day: Day
    /// Whether the doctors follow guidelines and the patient takes the medicines: what outcomes depend on.
    let isTreatedWell: Bool
    var systolic: Double
    var glycated: Double
    var filtration: Double
    var potassium = 4.2
    var lipoprotein: Double
    var weight: Double
    var ejection: Double
    let height: Double

    init(number: Int, random: SampleRandom) {
        var random = random
        beginning = Beginning.turns[number % Beginning.turns.count]
        let language: Language = (number + number / 12) % 5 < 3 ? .chinese : .english
        let sex: Sex = beginning == .pregnancy || random.chance(0.5) ? .female : .male
        let ages: ClosedRange<Int> =
            switch beginning {
            case .pregnancy: 24...36
            case .asthma, .allergy: 22...55
            case .pneumonia: 30...82
            default: 48...78
            }
        let start = Chart.day(random.integer(2015...2021), random.integer(1...12), random.integer(1...28))
        let birth = start - random.integer(ages) * 365 - random.integer(0...364)
        let name = SampleNames.draw(language, sex, &random)
        let digits = String(number + 1)
        chart = Chart(
            id: "sample-" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits, language, sex,
            family: name.family, given: name.given, birth: birth)
        day = start
        isTreatedWell = random.chance(0.6)
        systolic = random.normal(128, 8)
        glycated = random.normal(5.5, 0.2)
        filtration = min(120, max(65, random.normal(118 - Double(chart.age(on: start)) * 0.5, 8)))
        lipoprotein = random.normal(3.0, 0.6)
        height = random.normal(sex == .female ? 159 : 171, 5)
        weight = random.normal(sex == .female ? 62 : 74, 8)
        ejection = random.normal(62, 3)
        self.random = random
        begin()
    }

    mutating func run() {
        chart.measure(.height, height, on: day)
        while day <= Chart.lastDay, chart.death == nil {
            drift()
            happen()
            guard chart.death == nil else { break }
            see()
            treat()
            day += random.integer(75...115)
        }
    }

    private mutating func begin() {
        if random.chance(0.5) {
            chart.hasNoKnownAllergy = true
        } else if beginning == .allergy || random.chance(0.2) {
            let allergen = random.pick([Allergen.penicillin, .penicillin, .sulfonamide, .aspirin, .shellfish])
            chart.allergies.append((allergen, day - random.integer(100...4000), random.chance(0.4)))
        }
        switch beginning {
        case .hypertension: raisePressure()
        case .type2Diabetes: raiseSugar()
        case .kidneyDisease:
            raisePressure()
            if random.chance(0.6) { raiseSugar() }
            filtration = random.normal(54, 6)
        case .atrialFibrillation:
            chart.diagnose(.atrialFibrillation, on: day)
            if random.chance(0.6) { raisePressure() }
        case .heartFailure:
            chart.diagnose(.heartFailure, on: day)
            ejection = random.normal(33, 5)
            raisePressure()
            if random.chance(0.4) { chart.diagnose(.atrialFibrillation, on: day) }
        case .asthma: chart.diagnose(.asthma, on: day)
        case .obstructiveLungDisease: chart.diagnose(.obstructiveLungDisease, on: day)
        case .pneumonia: if random.chance(0.4) { raisePressure() }
        case .pregnancy, .allergy: break
        }
        if lipoprotein > 3.4 { chart.diagnose(.hyperlipidemia, on: day) }
        if chart.age(on: day) > 60, random.chance(0.25) { chart.diagnose(.kneeOsteoarthritis, on: day) }
    }

    private mutating func raisePressure() {
        chart.diagnose(.hypertension, on: day - random.integer(0...2000))
        systolic = random.normal(158, 9)
    }

    private mutating func raiseSugar() {
        chart.diagnose(.type2Diabetes, on: day - random.integer(0...2000))
        glycated = random.normal(8.4, 0.9)
        weight += 6
    }

    /// Kidneys lose function faster under pressure and sugar, slower behind an angiotensin blocker or a gliflozin.
    private mutating func drift() {
        var loss = 0.22
        if systolic > 145 { loss += 0.35 }
        if glycated > 7.5 { loss += 0.35 }
        if chart.takesAny(.valsartan, .lisinopril) { loss *= 0.7 }
        if chart.takes(.dapagliflozin) { loss *= 0.6 }
        filtration = max(9, filtration - loss * random.normal(1, 0.3))
        potassium = 4.1 + max(0, 60 - filtration) * 0.012
        if chart.takesAny(.valsartan, .lisinopril) { potassium += 0.2 }
        if chart.takes(.spironolactone) { potassium += 0.45 }
        if chart.takes(.furosemide) { potassium -= 0.25 }
        potassium += random.normal(0, 0.15)
        weight += random.normal(0, 0.4)
        if chart.has(.type2Diabetes) { glycated += random.normal(0.03, 0.15) }
        if chart.has(.hypertension) { systolic += random.normal(0.3, 4) }
    }
}

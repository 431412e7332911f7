// What happens between two visits: strokes, decompensations, infections, pregnancies, death.

extension Life {
    mutating func happen() {
        acquire()
        if chart.has(.atrialFibrillation) { strokeOrBleed() }
        if chart.has(.heartFailure) { decompensate() }
        catchPneumonia()
        exacerbate()
        if beginning == .pregnancy { carry() }
        if chart.age(on: day) % 2 == 0, isTreatedWell, random.chance(0.25) { chart.vaccinations.append(day) }
        let age = Double(chart.age(on: day))
        if age > 70, random.chance(0.0006 * (age - 68)) { die() }
    }

    /// Problems that come with age and with each other.
    private mutating func acquire() {
        let age = chart.age(on: day)
        guard age > 50 else { return }
        if random.chance(0.008) { chart.diagnose(.hypertension, on: day) }
        if weight > 75, random.chance(0.006) {
            chart.diagnose(.type2Diabetes, on: day)
            glycated = max(glycated, 7.2)
        }
        if chart.has(.hypertension), age > 65, random.chance(0.007) { chart.diagnose(.atrialFibrillation, on: day) }
        if systolic > 150, age > 60, random.chance(0.01) {
            chart.diagnose(.heartFailure, on: day)
            ejection = min(ejection, 40)
        }
    }

    /// A year without an anticoagulant brings a stroke to about one in six (more than in life, so that it shows in a
    /// small sample), with one to about one in forty; an
    /// anticoagulant brings bleeding to about one in forty.
    private mutating func strokeOrBleed() {
        let isAnticoagulated = chart.takesAny(.warfarin, .rivaroxaban, .apixaban)
        if random.chance(isAnticoagulated ? 0.006 : 0.045) {
            let end = day + random.integer(9...18)
            chart.diagnose(.stroke, from: day, to: day + 90)
            chart.visit(.inpatient, on: day, until: end, for: .stroke)
            chart.prescribe(.atorvastatin, on: end)
            if random.chance(0.12) { die(on: end) }
        } else if isAnticoagulated, random.chance(0.006) {
            chart.diagnose(.gastrointestinalBleeding, from: day, to: day + 20)
            chart.visit(.inpatient, on: day, until: day + 7, for: .gastrointestinalBleeding)
            chart.measure(.hemoglobin, random.normal(82, 8), on: day)
            chart.prescribe(.omeprazole, on: day + 7)
        }
    }

    private mutating func decompensate() {
        var hazard = 0.09
        if chart.takesAny(.lisinopril, .valsartan) { hazard *= 0.75 }
        if chart.takesAny(.bisoprolol, .metoprolol) { hazard *= 0.7 }
        if chart.takes(.spironolactone) { hazard *= 0.75 }
        if chart.takes(.dapagliflozin) { hazard *= 0.75 }
        guard random.chance(hazard) else { return }
        let end = day + random.integer(5...12)
        chart.visit(.inpatient, on: day, until: end, for: .heartFailure)
        chart.measure(.natriureticPeptide, random.normal(5200, 1400), on: day)
        chart.measure(.oxygenSaturation, random.normal(91, 2), on: day)
        chart.prescribe(.furosemide, on: day)
        if random.chance(0.06) { die(on: end) }
    }

    private mutating func catchPneumonia() {
        let isFirst = beginning == .pneumonia && !chart.diagnoses.contains { $0.problem == .pneumonia }
        guard isFirst || random.chance(chart.has(.obstructiveLungDisease) ? 0.02 : 0.004) else { return }
        let isSevere = chart.age(on: day) > 65 || random.chance(0.3)
        chart.diagnose(.pneumonia, from: day, to: day + random.integer(12...25))
        chart.measure(.temperature, random.normal(38.8, 0.4), on: day)
        chart.measure(.respiratoryRate, random.normal(isSevere ? 26 : 21, 2), on: day)
        chart.measure(.oxygenSaturation, random.normal(isSevere ? 91 : 95, 1.2), on: day)
        chart.measure(.leukocytes, random.normal(13.5, 2.2), on: day, minute: 20)
        chart.measure(.reactiveProtein, random.normal(isSevere ? 140 : 70, 25), on: day, minute: 20)
        chart.measure(.urea, random.normal(isSevere ? 8.4 : 5.6, 1), on: day, minute: 20)
        let isAllergic = chart.allergies.contains { $0.allergen.chinese == Allergen.penicillin.chinese }
        if isSevere {
            let end = day + random.integer(6...12)
            chart.visit(.inpatient, on: day, until: end, for: .pneumonia)
            chart.prescribe(isAllergic ? .levofloxacin : .ceftriaxone, on: day, days: 7)
            if random.chance(0.05) { die(on: end) }
        } else {
            chart.visit(.ambulatory, on: day, for: .pneumonia)
            chart.prescribe(isAllergic ? .doxycycline : .amoxicillin, on: day, days: 7)
        }
    }

    /// An inhaled steroid, or in COPD a long-acting bronchodilator, halves the attacks.
    private mutating func exacerbate() {
        if chart.has(.asthma), random.chance(chart.takes(.budesonide) ? 0.04 : 0.1) {
            attack(.asthmaExacerbation)
        } else if chart.has(.obstructiveLungDisease), random.chance(chart.takes(.tiotropium) ? 0.07 : 0.15) {
            attack(.lungExacerbation)
        }
    }

    private mutating func attack(_ problem: Problem) {
        chart.diagnose(problem, from: day, to: day + 10)
        chart.visit(.emergency, on: day, for: problem)
        chart.measure(.oxygenSaturation, random.normal(92, 1.5), on: day)
        chart.measure(.respiratoryRate, random.normal(25, 2), on: day)
        chart.prescribe(.prednisone, on: day, days: 5)
    }

    /// One pregnancy, a year after the record begins; sugar or pressure may rise in it.
    private mutating func carry() {
        let isDue = !chart.diagnoses.contains { $0.problem == .pregnancy } && chart.contacts.count > 4
        guard isDue else { return }
        let birth = day + 245
        chart.diagnose(.pregnancy, from: day, to: birth)
        chart.prescribe(.folicAcid, on: day, days: 90)
        for week in stride(from: 0, through: 240, by: 30) where day + week <= Chart.lastDay {
            chart.visit(.ambulatory, on: day + week, for: .pregnancy)
            chart.measure(.weight, weight + Double(week) * 0.05, on: day + week)
        }
        if random.chance(0.3), day + 140 <= Chart.lastDay {
            chart.diagnose(.gestationalDiabetes, from: day + 140, to: birth)
            chart.measure(.fastingGlucose, random.normal(5.9, 0.3), on: day + 140)
        } else if random.chance(0.25), day + 170 <= Chart.lastDay {
            chart.diagnose(.gestationalHypertension, from: day + 170, to: birth)
            chart.measure(.systolic, random.normal(148, 5), on: day + 170)
            chart.measure(.diastolic, random.normal(96, 3), on: day + 170)
            chart.prescribe(.labetalol, on: day + 170, days: 75)
        }
        if birth <= Chart.lastDay { chart.visit(.inpatient, on: birth, until: birth + 3, for: .pregnancy) }
    }

    private mutating func die(on last: Day? = nil) {
        let last = last ?? day
        if last <= Chart.lastDay { chart.death = last }
    }
}

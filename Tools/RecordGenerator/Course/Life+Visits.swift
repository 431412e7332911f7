// A visit: what is measured, and what the doctor does about it. Well-treated patients get what their problems call for
// soon; the others late or not.

import Glibc

extension Life {
    mutating func see() {
        chart.visit(.ambulatory, on: day)
        chart.measure(.systolic, systolic + random.normal(0, 4), on: day)
        chart.measure(.diastolic, 42 + systolic * 0.28 + random.normal(0, 3), on: day)
        chart.measure(.heartRate, random.normal(chart.has(.atrialFibrillation) ? 86 : 72, 6), on: day)
        if random.chance(0.5) { chart.measure(.weight, weight, on: day) }
        let needsKidneys =
            chart.has(.hypertension) || chart.has(.type2Diabetes) || chart.has(.heartFailure) || filtration < 60
        if needsKidneys, random.chance(0.6) { measureKidneys() }
        if chart.has(.type2Diabetes), random.chance(0.7) {
            chart.measure(.glycatedHemoglobin, glycated, on: day, minute: 15)
            chart.measure(.fastingGlucose, max(4, glycated * 1.35 - 2.6), on: day, minute: 15)
        }
        if chart.has(.hyperlipidemia), random.chance(0.35) {
            chart.measure(.lowDensityLipoprotein, lipoprotein, on: day, minute: 15)
        }
        if chart.takes(.warfarin) { chart.measure(.clottingRatio, random.normal(2.3, 0.35), on: day, minute: 15) }
        if chart.has(.heartFailure), random.chance(0.3) {
            chart.measure(.natriureticPeptide, max(200, random.normal(1500, 500)), on: day, minute: 15)
            if random.chance(0.3) { chart.measure(.ejectionFraction, ejection, on: day, minute: 40) }
        }
    }

    private mutating func measureKidneys() {
        chart.measure(.creatinine, creatinine, on: day, minute: 15)
        chart.measure(.filtration, filtration, on: day, minute: 15)
        chart.measure(.potassium, potassium, on: day, minute: 15)
        if chart.has(.type2Diabetes) || filtration < 60 {
            let albumin = max(3, (glycated - 5) * 18 + max(0, 75 - filtration) * 3 + random.normal(0, 10))
            chart.measure(.albuminuria, albumin, on: day, minute: 15)
        }
    }

    /// The creatinine, in μmol/L, from which CKD-EPI 2021 would estimate this filtration.
    private var creatinine: Double {
        let isFemale = chart.sex == .female
        let kappa = isFemale ? 0.7 : 0.9
        let age = Double(chart.age(on: day))
        let ratio = filtration / (142 * pow(0.9938, age) * (isFemale ? 1.012 : 1))
        let exponent = ratio < 1 ? -1 / 1.2 : 1 / (isFemale ? -0.241 : -0.302)
        return kappa * pow(ratio, exponent) * 88.4
    }

    mutating func treat() {
        let acts = random.chance(isTreatedWell ? 0.8 : 0.035)
        if chart.has(.hypertension), systolic > 140, acts { lowerPressure() }
        if chart.has(.type2Diabetes), acts { lowerSugar() }
        if chart.has(.hyperlipidemia), acts, !chart.takesAny(.atorvastatin, .simvastatin) {
            chart.prescribe(random.chance(0.7) ? .atorvastatin : .simvastatin, on: day)
            lipoprotein -= 1.2
        }
        if chart.has(.atrialFibrillation) { treatFibrillation(acts) }
        if chart.has(.heartFailure), acts { treatHeart() }
        if chart.has(.asthma) {
            chart.prescribe(.salbutamol, on: day)
            if acts { chart.prescribe(.budesonide, on: day) }
        }
        if chart.has(.obstructiveLungDisease), acts { chart.prescribe(.tiotropium, on: day) }
        stageKidneys()
    }

    private mutating func lowerPressure() {
        if !chart.takes(.amlodipine) {
            chart.prescribe(.amlodipine, on: day)
            systolic -= random.normal(11, 3)
        } else if !chart.takesAny(.valsartan, .lisinopril), potassium < 5 {
            chart.prescribe(chart.language == .chinese ? .valsartan : .lisinopril, on: day)
            systolic -= random.normal(9, 3)
        } else {
            systolic -= random.normal(4, 2)
        }
    }

    private mutating func lowerSugar() {
        if !chart.takes(.metformin), filtration > 45 {
            chart.prescribe(.metformin, on: day)
            glycated -= random.normal(1.0, 0.2)
        } else if glycated > 7.5 {
            let next = [Medicine.dapagliflozin, .gliclazide, .glargine].first { !chart.takes($0) }
            if let next, filtration > 30 || next == .glargine {
                chart.prescribe(next, on: day)
                glycated -= random.normal(0.7, 0.2)
            }
        }
        if filtration < 30 { chart.stop(.metformin, on: day) }
    }

    private mutating func treatFibrillation(_ acts: Bool) {
        if acts, !chart.takesAny(.warfarin, .rivaroxaban, .apixaban) {
            chart.stop(.aspirin, on: day)
            let choices: [Medicine] = chart.language == .chinese ? [.warfarin, .rivaroxaban] : [.apixaban, .warfarin]
            chart.prescribe(random.pick(choices), on: day)
        } else if !chart.takesAny(.warfarin, .rivaroxaban, .apixaban), random.chance(0.3) {
            chart.prescribe(.aspirin, on: day)
        }
        if !chart.takesAny(.bisoprolol, .metoprolol) {
            chart.prescribe(random.chance(0.5) ? .bisoprolol : .metoprolol, on: day)
        }
    }

    private mutating func treatHeart() {
        let missing = [Medicine.lisinopril, .bisoprolol, .spironolactone, .dapagliflozin, .furosemide]
            .filter { !chart.takes($0) }
        let isPotassiumHigh = potassium > 5
        let next = missing.first { !isPotassiumHigh || ($0 != .spironolactone && $0 != .lisinopril) }
        if let next, !(next == .lisinopril && chart.takes(.valsartan)),
            !(next == .bisoprolol && chart.takes(.metoprolol))
        {
            chart.prescribe(next, on: day)
        }
        if potassium > 5.6 {
            chart.diagnose(.hyperkalemia, from: day, to: day + 21)
            chart.stop(.spironolactone, on: day)
        }
    }

    private mutating func stageKidneys() {
        if filtration < 30, !chart.has(.kidneyDisease4) {
            chart.resolve(.kidneyDisease3, on: day)
            chart.diagnose(.kidneyDisease4, on: day)
        } else if filtration < 60, filtration >= 30, !chart.has(.kidneyDisease3), !chart.has(.kidneyDisease4) {
            chart.diagnose(.kidneyDisease3, on: day)
            if chart.has(.type2Diabetes) { chart.diagnose(.diabeticKidneyDisease, on: day) }
        }
        if filtration < 50, chart.sex == .male, random.chance(0.02) {
            chart.diagnose(.gout, on: day)
            chart.measure(.uricAcid, random.normal(520, 40), on: day)
            chart.prescribe(.allopurinol, on: day)
        }
    }
}

// 王秀兰, 76: hypertension, diabetes, atrial fibrillation on warfarin, kidneys at stage 3. Her knee hurts: ibuprofen would
// bleed her and cost her kidneys.

extension NamedPatients {
    static var wangXiulan: Chart {
        var chart = Chart(
            id: "sample-0001", .chinese, .female, family: "王", given: "秀兰", birth: Chart.day(1950, 2, 11))
        chart.hasNoKnownAllergy = true
        chart.diagnose(.hypertension, on: Chart.day(2008, 5, 20))
        chart.diagnose(.type2Diabetes, on: Chart.day(2012, 9, 3))
        chart.diagnose(.hyperlipidemia, on: Chart.day(2013, 3, 12))
        chart.diagnose(.atrialFibrillation, on: Chart.day(2021, 9, 14))
        chart.diagnose(.kidneyDisease3, on: Chart.day(2022, 4, 18))
        chart.diagnose(.kneeOsteoarthritis, on: Chart.day(2024, 11, 5))
        chart.prescribe(.amlodipine, on: Chart.day(2008, 5, 20))
        chart.prescribe(.metformin, on: Chart.day(2012, 9, 3))
        chart.prescribe(.valsartan, on: Chart.day(2013, 3, 12))
        chart.prescribe(.atorvastatin, on: Chart.day(2013, 3, 12))
        chart.prescribe(.aspirin, on: Chart.day(2016, 6, 7))
        chart.stop(.aspirin, on: Chart.day(2021, 9, 14))
        chart.prescribe(.warfarin, on: Chart.day(2021, 9, 14))
        chart.prescribe(.metoprolol, on: Chart.day(2021, 9, 14))
        chart.prescribe(.acetaminophen, on: Chart.day(2024, 11, 5), days: 14)
        chart.visit(.inpatient, on: Chart.day(2021, 9, 10), until: Chart.day(2021, 9, 18), for: .atrialFibrillation)
        chart.measure(.height, 156, on: Chart.day(2021, 9, 10))
        chart.measure(.ejectionFraction, 58, on: Chart.day(2021, 9, 11))

        let courses: [(day: Day, creatinine: Double, filtration: Double, potassium: Double, glycated: Double)] = [
            (Chart.day(2021, 9, 11), 92, 55, 4.32, 7.8), (Chart.day(2022, 4, 18), 97, 52, 4.41, 7.6),
            (Chart.day(2023, 1, 9), 101, 49, 4.55, 7.7), (Chart.day(2023, 10, 16), 104, 47, 4.60, 7.4),
            (Chart.day(2024, 5, 20), 107, 45, 4.58, 7.5), (Chart.day(2025, 2, 24), 111, 43, 4.71, 7.3),
            (Chart.day(2025, 10, 13), 113, 42, 4.76, 7.5), (Chart.day(2026, 6, 8), 116, 41, 4.83, 7.4),
        ]
        for course in courses {
            chart.measure(.creatinine, course.creatinine, on: course.day, minute: 15)
            chart.measure(.filtration, course.filtration, on: course.day, minute: 15)
            chart.measure(.potassium, course.potassium, on: course.day, minute: 15)
            chart.measure(.glycatedHemoglobin, course.glycated, on: course.day, minute: 15)
            chart.measure(.albuminuria, 210 - course.filtration * 2.5, on: course.day, minute: 15)
        }
        let ratios: [(Day, Double)] = [
            (Chart.day(2025, 10, 13), 2.41), (Chart.day(2026, 1, 12), 2.18), (Chart.day(2026, 3, 9), 2.63),
            (Chart.day(2026, 5, 11), 2.35), (Chart.day(2026, 6, 8), 2.52),
        ]
        for (day, ratio) in ratios { chart.measure(.clottingRatio, ratio, on: day, minute: 15) }
        vitals(&chart, 146, 84, 78, on: Chart.day(2025, 10, 13))
        vitals(&chart, 151, 86, 82, on: Chart.day(2026, 1, 12))
        vitals(&chart, 148, 86, 80, on: Chart.day(2026, 6, 8))
        chart.measure(.weight, 58.5, on: Chart.day(2026, 6, 8))
        chart.measure(.lowDensityLipoprotein, 2.31, on: Chart.day(2026, 6, 8), minute: 15)
        chart.measure(.hemoglobin, 118, on: Chart.day(2026, 6, 8), minute: 15)
        chart.visit(.ambulatory, on: Chart.day(2026, 6, 29), for: .kneeOsteoarthritis)
        return chart
    }
}

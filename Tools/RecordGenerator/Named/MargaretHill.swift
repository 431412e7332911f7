// Margaret Hill, 67: a weak heart, fibrillation, potassium at the upper edge, simvastatin 40 mg. She coughs:
// clarithromycin would raise her simvastatin and prolong her QT.

extension NamedPatients {
    static var margaretHill: Chart {
        var chart = Chart(
            id: "sample-0003", .english, .female, family: "Hill", given: "Margaret", birth: Chart.day(1959, 4, 18))
        chart.hasNoKnownAllergy = true
        chart.diagnose(.hypertension, on: Chart.day(2010, 2, 9))
        chart.diagnose(.hyperlipidemia, on: Chart.day(2011, 6, 30))
        chart.diagnose(.heartFailure, on: Chart.day(2022, 11, 17))
        chart.diagnose(.atrialFibrillation, on: Chart.day(2023, 8, 2))
        chart.prescribe(.lisinopril, on: Chart.day(2010, 2, 9))
        chart.prescribe(.simvastatin, on: Chart.day(2011, 6, 30))
        chart.prescribe(.furosemide, dose: "40", on: Chart.day(2022, 11, 17))
        chart.prescribe(.bisoprolol, on: Chart.day(2022, 12, 1))
        chart.prescribe(.spironolactone, dose: "25", on: Chart.day(2023, 2, 14))
        chart.prescribe(.apixaban, on: Chart.day(2023, 8, 2))
        chart.visit(.inpatient, on: Chart.day(2022, 11, 17), until: Chart.day(2022, 11, 25), for: .heartFailure)
        chart.visit(.inpatient, on: Chart.day(2025, 12, 3), until: Chart.day(2025, 12, 9), for: .heartFailure)
        chart.diagnose(.hyperkalemia, from: Chart.day(2025, 12, 3), to: Chart.day(2025, 12, 12))
        chart.vaccinations = [Chart.day(2024, 10, 8), Chart.day(2025, 10, 7)]
        chart.measure(.height, 163, on: Chart.day(2022, 11, 17))
        for (day, fraction) in [(Chart.day(2022, 11, 18), 30.0), (Chart.day(2025, 12, 4), 34.0)] {
            chart.measure(.ejectionFraction, fraction, on: day)
        }
        let courses: [(day: Day, creatinine: Double, filtration: Double, potassium: Double, peptide: Double)] = [
            (Chart.day(2022, 11, 17), 84, 66, 4.2, 6120), (Chart.day(2023, 8, 2), 90, 60, 4.7, 2480),
            (Chart.day(2024, 9, 12), 97, 55, 4.9, 1910), (Chart.day(2025, 12, 3), 112, 46, 5.8, 4870),
            (Chart.day(2026, 2, 20), 101, 52, 5.1, 1760), (Chart.day(2026, 6, 15), 102, 51, 5.3, 1690),
        ]
        for course in courses {
            chart.measure(.creatinine, course.creatinine, on: course.day, minute: 15)
            chart.measure(.filtration, course.filtration, on: course.day, minute: 15)
            chart.measure(.potassium, course.potassium, on: course.day, minute: 15)
            chart.measure(.natriureticPeptide, course.peptide, on: course.day, minute: 15)
        }
        vitals(&chart, 124, 74, 84, on: Chart.day(2026, 2, 20))
        vitals(&chart, 118, 70, 78, on: Chart.day(2026, 6, 15))
        chart.measure(.weight, 71.4, on: Chart.day(2026, 6, 15))
        chart.measure(.lowDensityLipoprotein, 2.4, on: Chart.day(2026, 6, 15), minute: 15)
        vitals(&chart, 122, 72, 88, on: Chart.day(2026, 6, 29))
        chart.measure(.temperature, 37.9, on: Chart.day(2026, 6, 29))
        chart.measure(.oxygenSaturation, 95, on: Chart.day(2026, 6, 29))
        return chart
    }
}

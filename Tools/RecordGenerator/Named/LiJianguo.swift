// 李建国, 58: diabetes and hypertension, once a swollen larynx after penicillin. In hospital with pneumonia: the usual
// amoxicillin would be the wrong first choice.

extension NamedPatients {
    static var liJianguo: Chart {
        var chart = Chart(
            id: "sample-0002", .chinese, .male, family: "李", given: "建国", birth: Chart.day(1968, 3, 27))
        chart.allergies.append((.penicillin, Chart.day(1995, 7, 2), isSevere: true))
        chart.diagnose(.type2Diabetes, on: Chart.day(2016, 4, 11))
        chart.diagnose(.hypertension, on: Chart.day(2018, 10, 22))
        chart.prescribe(.metformin, on: Chart.day(2016, 4, 11))
        chart.prescribe(.gliclazide, on: Chart.day(2022, 8, 15))
        chart.prescribe(.valsartan, on: Chart.day(2018, 10, 22))
        let glycated: [(Day, Double)] = [
            (Chart.day(2023, 5, 8), 8.1), (Chart.day(2024, 4, 22), 8.4), (Chart.day(2025, 6, 16), 8.6),
            (Chart.day(2026, 6, 19), 9.1),
        ]
        for (day, value) in glycated { chart.measure(.glycatedHemoglobin, value, on: day, minute: 15) }
        vitals(&chart, 142, 88, 76, on: Chart.day(2025, 6, 16))
        chart.measure(.creatinine, 84, on: Chart.day(2025, 6, 16), minute: 15)
        chart.measure(.filtration, 95, on: Chart.day(2025, 6, 16), minute: 15)
        chart.measure(.albuminuria, 46, on: Chart.day(2025, 6, 16), minute: 15)

        let admission = Chart.day(2026, 6, 27)
        chart.visit(.emergency, on: admission, for: .pneumonia)
        chart.visit(.inpatient, on: admission, until: Chart.lastDay + 5, for: .pneumonia)
        chart.diagnose(.pneumonia, on: admission)
        chart.measure(.systolic, 128, on: admission)
        chart.measure(.diastolic, 78, on: admission)
        chart.measure(.temperature, 39.1, on: admission)
        chart.measure(.heartRate, 108, on: admission)
        chart.measure(.respiratoryRate, 26, on: admission)
        chart.measure(.oxygenSaturation, 92, on: admission)
        chart.measure(.weight, 76, on: admission)
        chart.measure(.height, 172, on: admission)
        chart.measure(.leukocytes, 15.24, on: admission, minute: 30)
        chart.measure(.reactiveProtein, 146.2, on: admission, minute: 30)
        chart.measure(.urea, 7.8, on: admission, minute: 30)
        chart.measure(.creatinine, 91, on: admission, minute: 30)
        chart.measure(.filtration, 86, on: admission, minute: 30)
        chart.measure(.potassium, 4.05, on: admission, minute: 30)
        chart.measure(.fastingGlucose, 13.2, on: admission + 1, minute: 15)
        return chart
    }
}

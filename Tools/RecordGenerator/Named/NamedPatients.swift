// The three patients of the demonstration, each with a history that makes one obvious next order dangerous.

enum NamedPatients {
    /// Adds both pressures and a heart rate.
    static func vitals(_ chart: inout Chart, _ systolic: Double, _ diastolic: Double, _ rate: Double, on day: Day) {
        chart.visit(.ambulatory, on: day)
        chart.measure(.systolic, systolic, on: day)
        chart.measure(.diastolic, diastolic, on: day)
        chart.measure(.heartRate, rate, on: day)
    }
}

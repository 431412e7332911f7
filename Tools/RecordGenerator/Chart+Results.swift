// Measurements, contacts and vaccinations of a chart as FHIR R4 resources, and the elements that all resources share.

import FHIR

extension Chart {
    func writeResults(_ files: inout ResourceFiles) {
        var number = 0
        var index = 0
        while index < results.count {
            let result = results[index]
            let next = index + 1 < results.count ? results[index + 1] : nil
            if result.analyte.local == Analyte.systolic.local, let next, next.analyte.local == Analyte.diastolic.local {
                writeBloodPressure(result, next, number, &files)
                index += 1
            } else {
                writeResult(result, number, &files)
            }
            index += 1
            number += 1
        }
    }

    private func writeResult(_ result: Result, _ number: Int, _ files: inout ResourceFiles) {
        files.add("Observation", id: "\(id)-o\(number)") { writer in
            writeHead(of: result, &writer)
            writer.name("code")
            concept(of: result.analyte).write(to: &writer)
            writeSubject("subject", &writer)
            writer.member("effectiveDateTime", time(result.day, minute: result.minute))
            writer.name("valueQuantity")
            quantity(result).write(to: &writer)
        }
    }

    /// Both pressures in one observation, as its components.
    private func writeBloodPressure(
        _ systolic: Result, _ diastolic: Result, _ number: Int, _ files: inout ResourceFiles
    ) {
        files.add("Observation", id: "\(id)-o\(number)") { writer in
            writeHead(of: systolic, &writer)
            writer.name("code")
            if language == .chinese {
                CodeableConcept(text: "血压").write(to: &writer)
            } else {
                CodeableConcept([
                    Coding(system: "http://loinc.org", code: "85354-9", display: "Blood pressure panel")
                ]).write(to: &writer)
            }
            writeSubject("subject", &writer)
            writer.member("effectiveDateTime", time(systolic.day, minute: systolic.minute))
            writer.array("component") { writer in
                for result in [systolic, diastolic] {
                    writer.object { writer in
                        writer.name("code")
                        concept(of: result.analyte).write(to: &writer)
                        writer.name("valueQuantity")
                        quantity(result).write(to: &writer)
                    }
                }
            }
        }
    }

    private func writeHead(of result: Result, _ writer: inout JSONWriter) {
        writer.member("status", "final")
        writer.array("category") { writer in
            CodeableConcept([
                Coding(
                    system: "http://terminology.hl7.org/CodeSystem/observation-category",
                    code: result.analyte.category.rawValue)
            ]).write(to: &writer)
        }
    }

    private func concept(of analyte: Analyte) -> CodeableConcept {
        language == .chinese
            ? CodeableConcept(
                [Coding(system: "\(hospital)/tests", code: analyte.local, display: analyte.chinese)],
                text: analyte.chinese)
            : CodeableConcept(
                [Coding(system: "http://loinc.org", code: analyte.loinc, display: analyte.english)],
                text: analyte.english)
    }

    private func quantity(_ result: Result) -> SourceQuantity {
        let analyte = result.analyte
        guard language == .english else {
            let unit = analyte.chineseUnit.isEmpty ? nil : analyte.chineseUnit
            return SourceQuantity(number: Self.spelling(result.value, analyte.chineseDecimals), unit: unit)
        }
        return SourceQuantity(
            number: Self.spelling(result.value * analyte.factor, analyte.englishDecimals), unit: analyte.unit,
            code: analyte.unit, system: SourceQuantity.ucum)
    }

    /// With exactly so many decimals, as laboratories print.
    static func spelling(_ value: Double, _ decimals: Int) -> String {
        let scale = [1.0, 10, 100][decimals]
        let scaled = Int((value * scale).rounded())
        guard decimals > 0 else { return String(scaled) }
        let digits = String(abs(scaled))
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        return (scaled < 0 ? "-" : "") + padded.dropLast(decimals) + "." + padded.suffix(decimals)
    }

    func write(_ contact: Contact, _ number: Int, _ files: inout ResourceFiles) {
        files.add("Encounter", id: "\(id)-e\(number)") { writer in
            writer.member("status", contact.end == nil ? "in-progress" : "finished")
            writer.name("class")
            Coding(system: "http://terminology.hl7.org/CodeSystem/v3-ActCode", code: contact.setting.rawValue)
                .write(to: &writer)
            writeSubject("subject", &writer)
            writer.object("period") { writer in
                writer.member("start", date(contact.start))
                writer.member("end", contact.end.map(date))
            }
            if let reason = contact.reason {
                writer.array("reasonCode") { writer in
                    CodeableConcept(text: language == .chinese ? reason.chinese : reason.english).write(to: &writer)
                }
            }
        }
    }

    /// Influenza vaccine: CVX 140, or in words.
    func writeVaccination(_ day: Day, _ number: Int, _ files: inout ResourceFiles) {
        files.add("Immunization", id: "\(id)-v\(number)") { writer in
            writer.member("status", "completed")
            writer.name("vaccineCode")
            if language == .chinese {
                CodeableConcept(text: "流感病毒裂解疫苗").write(to: &writer)
            } else {
                CodeableConcept([
                    Coding(
                        system: "http://hl7.org/fhir/sid/cvx", code: "140",
                        display: "Influenza, seasonal, injectable, preservative free")
                ]).write(to: &writer)
            }
            writeSubject("patient", &writer)
            writer.member("occurrenceDateTime", date(day))
        }
    }

    var hospital: String {
        language == .chinese ? "https://hospital.example.cn" : "https://hospital.example.org"
    }

    func writeSubject(_ name: String, _ writer: inout JSONWriter) {
        writer.object(name) { $0.member("reference", "Patient/\(id)") }
    }

    func status(_ code: String, _ system: String, _ writer: inout JSONWriter) {
        CodeableConcept([Coding(system: "http://terminology.hl7.org/CodeSystem/\(system)", code: code)])
            .write(to: &writer)
    }

    func date(_ day: Day) -> String { ClinicalTime(dayNumber: day)?.description ?? "" }

    /// Samples are taken in the morning, where the hospital is.
    func time(_ day: Day, minute: Int) -> String {
        let minutes = 8 * 60 + minute
        let clock = [minutes / 60, minutes % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
        return "\(date(day))T\(clock):00\(language == .chinese ? "+08:00" : "Z")"
    }
}

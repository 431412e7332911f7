// A chart as FHIR R4 resources.

import FHIR

extension Chart {
    func write(to files: inout ResourceFiles) {
        writePatient(&files)
        for (number, diagnosis) in diagnoses.enumerated() { write(diagnosis, number, &files) }
        for (number, prescription) in prescriptions.enumerated() { write(prescription, number, &files) }
        writeResults(&files)
        for (number, contact) in contacts.enumerated() { write(contact, number, &files) }
        writeAllergies(&files)
        for (number, day) in vaccinations.enumerated() { writeVaccination(day, number, &files) }
        writeProcedures(&files)
    }

    private func writePatient(_ files: inout ResourceFiles) {
        files.add("Patient", id: id) { writer in
            writer.array("identifier") { writer in
                writer.object { writer in
                    writer.member("system", "\(hospital)/patients")
                    writer.member("value", "MR" + id.suffix(4))
                }
            }
            writer.array("name") { writer in
                writer.object { writer in
                    writer.member("use", "official")
                    if language == .chinese { writer.member("text", family + given) }
                    writer.member("family", family)
                    writer.array("given") { $0.string(given) }
                }
            }
            writer.member("gender", sex.rawValue)
            writer.member("birthDate", date(birth))
            writer.member("deceasedDateTime", death.map(date))
        }
    }

    private func write(_ diagnosis: Diagnosis, _ number: Int, _ files: inout ResourceFiles) {
        let problem = diagnosis.problem
        let coding =
            language == .chinese
            ? Coding(system: "http://hl7.org/fhir/sid/icd-10", code: problem.icd10, display: problem.chinese)
            : Coding(system: "http://snomed.info/sct", code: problem.snomed, display: problem.english)
        files.add("Condition", id: "\(id)-c\(number)") { writer in
            writer.name("clinicalStatus")
            status(diagnosis.end == nil ? "active" : "resolved", "condition-clinical", &writer)
            writer.name("verificationStatus")
            status("confirmed", "condition-ver-status", &writer)
            writer.name("code")
            CodeableConcept([coding], text: coding.display).write(to: &writer)
            writeSubject("subject", &writer)
            writer.member("onsetDateTime", date(diagnosis.onset))
            writer.member("abatementDateTime", diagnosis.end.map(date))
        }
    }

    private func write(_ prescription: Prescription, _ number: Int, _ files: inout ResourceFiles) {
        let medicine = prescription.medicine
        files.add("MedicationRequest", id: "\(id)-m\(number)") { writer in
            writer.member(
                "status", prescription.end == nil ? "active" : prescription.isCourse ? "completed" : "stopped")
            writer.member("intent", "order")
            writer.name("medicationCodeableConcept")
            concept(of: medicine, prescription.dose).write(to: &writer)
            writeSubject("subject", &writer)
            writer.member("authoredOn", time(prescription.start, minute: 0))
            writer.array("dosageInstruction") { writer in
                dosage(of: medicine, prescription.dose).write(to: &writer)
            }
            if let end = prescription.end {
                writer.object("dispenseRequest") { writer in
                    writer.object("validityPeriod") { writer in
                        writer.member("start", date(prescription.start))
                        writer.member("end", date(end))
                    }
                }
            }
        }
    }

    private func concept(of medicine: Medicine, _ dose: String) -> CodeableConcept {
        guard language == .chinese else {
            let form = medicine.route == .inhaled ? "inhaler" : medicine.route == .oral ? "oral tablet" : "injection"
            return CodeableConcept(
                [
                    Coding(
                        system: "http://www.nlm.nih.gov/research/umls/rxnorm", code: medicine.rxnorm,
                        display: medicine.ingredient)
                ], text: "\(medicine.ingredient) \(dose) \(medicine.unit) \(form)")
        }
        switch medicine.code {
        case .atc(let code):
            return CodeableConcept(
                [Coding(system: "http://www.whocc.no/atc", code: code)], text: medicine.chinese)
        case .hospital(let code):
            return CodeableConcept(
                [Coding(system: "\(hospital)/drugs", code: code, display: medicine.chinese)], text: medicine.chinese)
        case .none:
            return CodeableConcept(text: medicine.chinese)
        }
    }

    private func dosage(of medicine: Medicine, _ dose: String) -> Dosage {
        let quantity =
            language == .chinese
            ? SourceQuantity(number: dose, unit: medicine.unit)
            : SourceQuantity(
                number: dose, unit: medicine.unit, code: medicine.unit == "U" ? "[iU]" : medicine.unit,
                system: SourceQuantity.ucum)
        let route: String =
            switch (medicine.route, language) {
            case (.oral, .chinese): "口服"
            case (.oral, .english): "oral"
            case (.inhaled, .chinese): "吸入"
            case (.inhaled, .english): "inhalation"
            case (.subcutaneous, .chinese): "皮下注射"
            case (.subcutaneous, .english): "subcutaneous"
            case (.intravenous, .chinese): "静脉滴注"
            case (.intravenous, .english): "intravenous"
            }
        let text =
            language == .chinese
            ? "每次\(dose)\(medicine.unit)，每日\(medicine.timesDaily)次"
            : "\(dose) \(medicine.unit) \(["once", "twice", "three times"][medicine.timesDaily - 1]) a day"
        return Dosage(
            text: text, dose: quantity, frequency: medicine.timesDaily, period: "1", periodUnit: "d",
            route: CodeableConcept(text: route))
    }

    private func writeAllergies(_ files: inout ResourceFiles) {
        for (number, (allergen, day, isSevere)) in allergies.enumerated() {
            files.add("AllergyIntolerance", id: "\(id)-a\(number)") { writer in
                writeAllergyStatus(&writer)
                writer.member("criticality", isSevere ? "high" : "low")
                writer.name("code")
                if language == .chinese {
                    CodeableConcept(text: allergen.chinese).write(to: &writer)
                } else {
                    CodeableConcept(
                        [Coding(system: "http://snomed.info/sct", code: allergen.snomed, display: allergen.english)],
                        text: allergen.english
                    ).write(to: &writer)
                }
                writeSubject("patient", &writer)
                writer.member("recordedDate", date(day))
                writer.array("reaction") { writer in
                    writer.object { writer in
                        writer.array("manifestation") { writer in
                            let text =
                                language == .chinese ? (isSevere ? "喉头水肿" : "皮疹") : isSevere ? "Anaphylaxis" : "Rash"
                            CodeableConcept(text: text).write(to: &writer)
                        }
                        writer.member("severity", isSevere ? "severe" : "mild")
                    }
                }
            }
        }
        guard hasNoKnownAllergy else { return }
        files.add("AllergyIntolerance", id: "\(id)-a") { writer in
            writeAllergyStatus(&writer)
            writer.name("code")
            CodeableConcept(
                [Coding(system: "http://snomed.info/sct", code: "716186003", display: "No known allergy")]
            ).write(to: &writer)
            writeSubject("patient", &writer)
        }
    }

    private func writeAllergyStatus(_ writer: inout JSONWriter) {
        writer.name("clinicalStatus")
        status("active", "allergyintolerance-clinical", &writer)
        writer.name("verificationStatus")
        status("confirmed", "allergyintolerance-verification", &writer)
    }
}

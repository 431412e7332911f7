// Similar patients: what is shared, and what happened to them next.

import Engine
import Expressions
import Quantities
import Reasoning
import Text

extension AnswerRenderer {
    func lines(_ answer: SimilarPatientsAnswer) -> [String] {
        var lines = [
            words("Patients like ", "与") + style.bold(answer.patient.name ?? answer.patient.identifier)
                + words(
                    " among \(answer.patientsSearched) on record, as of \(answer.asOf.date)",
                    " 相似的患者（在册 \(answer.patientsSearched) 名，截至 \(answer.asOf.date)）"), "",
        ]
        if answer.similar.isEmpty {
            return lines + [words("Nobody on record has anything in common.", "没有相似的患者。")]
        }
        for (rank, patient) in answer.similar.enumerated() { lines += self.lines(patient, rank: rank + 1) }
        if !answer.outcomes.isEmpty {
            lines.append(
                style.bold(
                    words(
                        "New to them within five years of having become alike", "病情相似后五年内新发生")))
            for outcome in answer.outcomes.prefix(8) {
                let bar = String(repeating: "■", count: outcome.patients)
                lines.append(
                    "  \(style.colour(bar, .blue)) "
                        + words(
                            "\(outcome.patients) of \(answer.similar.count)",
                            "\(outcome.patients)/\(answer.similar.count)")
                        + "  \(outcome.label[language])")
            }
            lines.append(
                style.dim(
                    words(
                        "Counts of what is on record, not probabilities for this patient.", "为病历记录计数，不是该患者的概率。")))
        }
        return lines
    }

    private func lines(_ patient: SimilarPatientsAnswer.SimilarPatient, rank: Int) -> [String] {
        var facts: [String] = []
        switch patient.sex {
        case .female: facts.append(words("female", "女"))
        case .male: facts.append(words("male", "男"))
        default: break
        }
        if let birthDate = patient.birthDate { facts.append(words("born \(birthDate.year)", "\(birthDate.year) 年生")) }
        var lines = [
            "\(rank). \(style.bold(patient.name))  \(style.dim(facts.joined(separator: words(", ", "，"))))  "
                + words("similarity ", "相似度 ") + style.colour(percent(patient.score), .green, bold: true)
        ]
        let shared = patient.shared.prefix(6).map {
            "\($0.label[language]) (\(percent($0.contribution / max(patient.score, 0.000_1))))"
        }
        lines += labelled(words("shared", "共有"), shared.joined(separator: words(", ", "、")), indent: "   ")
        var course = patient.next.prefix(5).map { event in
            "\(event.label[language]) " + style.dim(words("+\(event.months) mo", "+\(event.months) 月"))
        }
        if let died = patient.died { course.append(style.colour(words("died \(died.date)", "\(died.date) 死亡"), .red)) }
        if !course.isEmpty {
            lines.append(
                "   " + style.dim(words("next", "其后").padded(to: language == .english ? 11 : 6))
                    + course.joined(separator: " → "))
        }
        return lines + [""]
    }

    private func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
}

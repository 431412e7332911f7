// The questions that doctors ask at a terminal.

import ArgumentParser
import Engine
import JSON
import Text

struct Alerts: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check medication orders against a patient.",
        discussion: "Example:  meridian alerts 王秀兰 --order \"布洛芬缓释胶囊 0.3g\"")

    @OptionGroup var data: DirectoryOption
    @OptionGroup var output: OutputOptions
    @OptionGroup var asOf: MomentOption

    @Argument(help: "The patient: an id, an identifier, or a part of the name.")
    var patient: String?

    @Option(name: .customLong("order"), help: "A medicine to be ordered, by name in either language; may be repeated.")
    var orders: [String] = []

    @Flag(help: "Check every order on record as of the moment it was written, and count.")
    var everyOrder = false

    @Option(help: "With --every-order: show each n-th alert with its proof.")
    var exampleEvery = 0

    func validate() throws {
        if everyOrder { return }
        guard patient != nil else { throw ValidationError("give a patient, or --every-order") }
        if orders.isEmpty {
            throw ValidationError("give at least one --order, for example --order \"ibuprofen 400 mg\"")
        }
    }

    func run() throws {
        let engine = try data.open(readOnly: true)
        guard let patient else {
            let progress = ProgressLine()
            let review = try engine.reviewOrders(exampleEvery: exampleEvery) { progress.update("\($0) orders") }
            progress.clear()
            output.show(review.json, output.renderer.lines(review))
            return
        }
        let answer = try engine.alerts(
            for: PatientSource(reference: patient), drafts: orders.map { .named($0) }, asOf: asOf.moment)
        output.show(answer.json, output.renderer.lines(answer))
    }
}

struct Recommend: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "What is due, done, next, blocked or unknown for a patient.",
        discussion: "Example:  meridian recommend 王秀兰 --guideline atrial-fibrillation")

    @OptionGroup var data: DirectoryOption
    @OptionGroup var output: OutputOptions
    @OptionGroup var asOf: MomentOption

    @Argument(help: "The patient: an id, an identifier, or a part of the name.")
    var patient: String

    @Option(name: .customLong("guideline"), help: "Only this guideline; may be repeated.")
    var guidelines: [String] = []

    @Flag(help: "Also show what does not apply.")
    var all = false

    @Flag(help: "Show the proof of every recommendation.")
    var proofs = false

    func run() throws {
        let engine = try data.open(readOnly: true)
        let answer = try engine.recommendations(
            for: PatientSource(reference: patient), guidelines: guidelines, asOf: asOf.moment)
        output.show(answer.json, output.renderer.lines(answer, everything: all, proofs: proofs))
    }
}

struct Similar: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Patients like this one, why, and what happened to them next.",
        discussion: "Example:  meridian similar 王秀兰 --count 5")

    @OptionGroup var data: DirectoryOption
    @OptionGroup var output: OutputOptions
    @OptionGroup var asOf: MomentOption

    @Argument(help: "The patient: an id, an identifier, or a part of the name.")
    var patient: String

    @Option(help: "How many.")
    var count = 5

    func validate() throws {
        if !(1...1_000).contains(count) { throw ValidationError("--count must be from 1 to 1000") }
    }

    func run() throws {
        let engine = try data.open(readOnly: true)
        let answer = try engine.similarPatients(to: patient, count: count, asOf: asOf.moment)
        output.show(answer.json, output.renderer.lines(answer))
    }
}

struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Why a recommendation, score or medicines rule came out as it did for a patient.",
        discussion: "Example:  meridian explain 王秀兰 cha2ds2-vasc")

    @OptionGroup var data: DirectoryOption
    @OptionGroup var output: OutputOptions
    @OptionGroup var asOf: MomentOption

    @Argument(help: "The patient: an id, an identifier, or a part of the name.")
    var patient: String

    @Argument(help: "The recommendation, score or rule: its IRI, or the last part of it.")
    var item: String

    func run() throws {
        let engine = try data.open(readOnly: true)
        let answer = try engine.explain(item, for: PatientSource(reference: patient), asOf: asOf.moment)
        output.show(answer.json, output.renderer.lines(answer))
    }
}

struct Search: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Find concepts by name in English or Chinese, pinyin, initials or code.",
        discussion: "Example:  meridian search gxy")

    @OptionGroup var data: DirectoryOption
    @OptionGroup var output: OutputOptions

    @Argument(help: "What to look for.")
    var text: String

    @Option(help: "How many hits at most.")
    var limit = 10

    func run() throws {
        let engine = try data.open(readOnly: true)
        let hits = try engine.searchConcepts(text, limit: limit)
        output.show(.array(hits.map(\.json)), lines(hits))
    }

    private func lines(_ hits: [ConceptHit]) -> [String] {
        if hits.isEmpty { return [output.words("Nothing found for \"\(text)\".", "未找到“\(text)”。")] }
        var table = Table([output.words("code", "编码"), "English", "中文", output.words("matched", "匹配"), "IRI"])
        for hit in hits {
            let preferred = [hit.label.english, hit.label.chinese].contains(hit.matched)
            table.add([
                hit.notation ?? "", (hit.label.english ?? "").truncated(to: 44), hit.label.chinese ?? "",
                preferred ? "" : hit.matched.truncated(to: 24), hit.iri,
            ])
        }
        return table.drawn(output.renderer.style)
    }
}

extension ConceptHit {
    public var json: JSONValue {
        var object: JSONObject = ["iri": .string(iri)]
        if let notation { object["code"] = .string(notation) }
        if let english = label.english { object["en"] = .string(english) }
        if let chinese = label.chinese { object["zh"] = .string(chinese) }
        object["matched"] = .string(matched)
        object["score"] = .number(JSONNumber(score) ?? JSONNumber(0))
        return .object(object)
    }
}

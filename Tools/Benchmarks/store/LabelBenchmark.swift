// The full-text search of `m:search` on many labels, half of them English and half Chinese: what its index costs, what
// searches cost, and how soon a query ends whose time is over before the index is there.
import Glibc
import GraphStore
import Primitives
import RDF
import SPARQL
import SPARQLSyntax

struct LabelBenchmark {
    private static let words = [
        "acute", "chronic", "primary", "secondary", "diabetes", "hypertension", "disorder", "syndrome", "renal",
        "cardiac",
        "hepatic", "pulmonary", "infection", "neoplasm", "deficiency", "injury", "of", "with", "due", "to", "type",
    ]
    private static let characters = Array("急性慢原发继糖尿病高血压肾心肝肺感染肿瘤缺乏损伤综合征型伴由于障碍")

    private let engine: SPARQLEngine

    /// Makes a store of so many labels beside a folder, if it is not there yet.
    init(labels: Int, beside directory: String) throws {
        let store = "\(directory).labels-\(labels)"
        if access(store + "/data.mdb", F_OK) != 0 { try Self.make(store, labels: labels) }
        engine = SPARQLEngine(try GraphStore.open(store))
    }

    private static func make(_ store: String, labels: Int) throws {
        let file = store + ".nt"
        var random = SplitMix64(seed: 42)
        var text = ""
        guard let output = fopen(file, "w") else { throw QueryError.unsupported("writing \(file)") }
        for number in 0..<labels {
            let isChinese = number % 2 == 1
            let parts = (0..<(isChinese ? 7 : 4)).map { _ in
                isChinese
                    ? String(characters[Int(random.next(upperBound: UInt64(characters.count)))])
                    : words[Int(random.next(upperBound: UInt64(words.count)))]
            }
            let label = isChinese ? parts.joined() + "\(number)" : parts.joined(separator: " ") + " \(number)"
            text += "<http://example.org/concept/\(number / 2)> <\(Vocabulary.SKOS.prefLabel.string)> "
            text += "\"\(label)\"@\(isChinese ? "zh" : "en") .\n"
            if text.utf8.count > 1 << 16 || number == labels - 1 {
                fputs(text, output)
                text = ""
            }
        }
        fclose(output)
        defer { unlink(file) }
        try GraphStore.bulkLoad([file], into: store)
    }

    private func search(_ text: String, _ engine: SPARQLEngine, from graph: String = "") throws -> Int {
        let query = """
            PREFIX m: <https://w3id.org/meridian/ns#>
            SELECT ?c ?score \(graph) { (?c ?score) m:search ("\(text)" 10) }
            """
        return try engine.select(try SPARQLParser.parseQuery(query)).rows.count
    }

    func measure() throws {
        var hasty = SPARQLEngine(engine.store)
        hasty.settings.limits.time = .milliseconds(200)
        let start = ContinuousClock.now
        let building = cpuSeconds()
        do { _ = try search("hypertension", hasty) } catch QueryError.labelIndex {}
        report("labels_stop_after_200_ms", (ContinuousClock.now - start) / .milliseconds(1))
        var patient = hasty
        patient.settings.limits.time = nil
        _ = try search("hypertension", patient)
        report("labels_index_cpu_s", cpuSeconds() - building)
        report("labels_index_s", (ContinuousClock.now - start) / .seconds(1))
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        report("labels_peak_mb", Double(usage.ru_maxrss) / 1_024)
        for text in ["hypertension", "renal 4242", "糖尿病", "tangniao", "hypertensoin"] {
            report("labels_ms_" + text.replacing(" ", with: "_"), try best { _ in _ = try search(text, patient) } * 1e3)
        }
    }
}

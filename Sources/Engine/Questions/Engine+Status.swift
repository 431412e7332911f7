import GraphStore
import Reasoning
import Records
import Terminology

/// What a data directory holds.
public struct StatusReport: Sendable {
    public var directory: String
    public var sources: [KnowledgeSource]
    /// The graph store: quads, length of the file, and who reads it.
    public var graph: StoreStatus
    public var concepts: Int
    public var guidelines: Int
    public var recommendations: Int
    public var medicationRules: Int
    public var knowledgeDigest: String
    public var patients: Int
    public var recordBytes: Int
    /// How the codes of the records are understood.
    public var mappings: [ImportReport.Mapping]

    public var quads: Int { graph.quads }
}

extension Engine {
    public func status() throws -> StatusReport {
        let snapshot = try currentSnapshot()
        let knowledge = snapshot.knowledge
        let statistics = try records.statistics()
        return StatusReport(
            directory: directory, sources: knowledge.sources, graph: try graphStore.status(),
            concepts: knowledge.terminology.count, guidelines: knowledge.guidelines.count,
            recommendations: knowledge.recommendationCount, medicationRules: knowledge.medicationRuleCount,
            knowledgeDigest: snapshot.digest, patients: statistics.patients, recordBytes: statistics.fileBytes,
            mappings: try mappings())
    }
}

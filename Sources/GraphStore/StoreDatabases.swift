// The databases of a store's file (`FileFormat`), opened.
import KeyValue

struct StoreDatabases: Sendable {
    let meta: Database
    let counts: Database
    let dictionary: TermDictionary
    let closure: TransitiveClosure
    private let indexes: [TupleIndex]
    /// Those that the journal lies over: all of them.
    let journaled: [Database]

    init(in environment: Environment) throws {
        meta = try environment.database("meta")
        counts = try environment.database("counts")
        dictionary = try TermDictionary(in: environment)
        closure = try TransitiveClosure(in: environment)
        indexes = try IndexOrder.allCases.map {
            try TupleIndex($0.rawValue, blockBytes: $0.blockBytes, in: environment)
        }
        journaled =
            [meta, counts, closure.up.database, closure.down.database] + dictionary.databases
            + indexes.map(\.database)
    }

    func index(_ order: IndexOrder) -> TupleIndex {
        // The array has one index for each case, in the order of the cases.
        switch order {
        case .spo: indexes[0]
        case .pos: indexes[1]
        case .osp: indexes[2]
        case .sop: indexes[3]
        case .pso: indexes[4]
        case .ops: indexes[5]
        case .gspo: indexes[6]
        }
    }
}

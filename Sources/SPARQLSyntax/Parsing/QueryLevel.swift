// One level of a query, a query or a sub-select: what its clauses say, and how they become algebra in the order of
// SPARQL 1.1 sections 18.2.4 and 18.2.5.
import Primitives
import RDF

/// An item of SELECT.
struct SelectItem {
    let number: Int
    let position: Int
    /// Nil for a plain variable.
    let expression: Expression?
    let height: Int
    /// The variables outside aggregates, and where they stand.
    let plain: [(number: Int, position: Int)]
}

struct QueryLevel {
    enum Projection {
        /// ASK, CONSTRUCT and DESCRIBE.
        case none
        case all
        case items([SelectItem])
    }

    var projection = Projection.none
    /// DISTINCT or REDUCED.
    var isDistinct = false
    var isReduced = false
    /// The pattern and, in the end, the whole level.
    var pattern = GraphPattern.unit
    var height = 0
    /// The variables that the pattern gives values.
    var scope = NumberSet()
    /// The variables of GROUP BY, hidden ones included; nil without GROUP BY.
    var grouping: [Variable]?
    var keys = NumberSet()
    var having: Expression?
    var havingHeight = 0
    /// The variables of HAVING and of ORDER BY outside aggregates.
    var havingPlain: [Int] = []
    var orderPlain: [Int] = []
    var order: [OrderCondition] = []
    var orderHeight = 0
    var offset: Int?
    var limit: Int?
    /// VALUES at the end.
    var values: (table: ValuesTable, numbers: [Int])?

    var items: [SelectItem] { if case .items(let items) = projection { items } else { [] } }
}

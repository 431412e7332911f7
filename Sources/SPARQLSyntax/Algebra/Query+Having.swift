// A trap of the language that many fall into: what SELECT computes is not seen by HAVING (SPARQL 1.1 Query, section
// 18.2.4.2), so that `(COUNT(*) AS ?n) … HAVING(?n > 1)` is valid and never has a solution.

extension Query {
    /// Names that SELECT gives to expressions and HAVING, at the same level, takes for variables without a value.
    public var namesUnseenByHaving: [Variable] { pattern.namesUnseenByHaving(below: []) }
}

extension GraphPattern {
    /// - Parameter names: what is computed from this pattern's solutions.
    fileprivate func namesUnseenByHaving(below names: [Variable]) -> [Variable] {
        switch self {
        case .filter(let condition, .group(let inner, _, _)):
            names.filter { condition.mentions($0) } + inner.namesUnseenByHaving(below: [])
        case .extend(let inner, let variable, _): inner.namesUnseenByHaving(below: [variable] + names)
        case .join(let left, .values): left.namesUnseenByHaving(below: names)
        case .join(let left, let right), .union(let left, let right), .minus(let left, let right),
            .leftJoin(let left, let right, _):
            left.namesUnseenByHaving(below: []) + right.namesUnseenByHaving(below: [])
        case .filter(_, let inner), .graph(_, let inner), .service(_, let inner, _), .group(let inner, _, _),
            .orderBy(let inner, _), .project(let inner, _), .distinct(let inner), .reduced(let inner),
            .slice(let inner, _, _):
            inner.namesUnseenByHaving(below: [])
        case .basic, .path, .values, .search: []
        }
    }
}

extension Expression {
    fileprivate func mentions(_ variable: Variable) -> Bool {
        switch self {
        case .variable(let other), .bound(let other): other == variable
        case .constant, .exists: false
        case .or(let left, let right), .and(let left, let right), .comparison(_, let left, let right),
            .arithmetic(_, let left, let right):
            left.mentions(variable) || right.mentions(variable)
        case .not(let inner), .negative(let inner), .positive(let inner): inner.mentions(variable)
        case .isIn(let value, let list): ([value] + list).contains { $0.mentions(variable) }
        case .conditional(let condition, let then, let otherwise):
            [condition, then, otherwise].contains { $0.mentions(variable) }
        case .coalesce(let list), .builtin(_, let list), .function(_, let list):
            list.contains { $0.mentions(variable) }
        }
    }
}

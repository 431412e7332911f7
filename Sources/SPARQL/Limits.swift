/// What a query may ask for, with the reason for each figure. What differs from query to query is in `QueryLimits`.
enum Limits {
    /// Digits of a number in a lexical form: more than any exact value keeps, and short enough to read at once.
    static let numberDigits = 400
    /// Years from the year 0: seconds since 1970 fit in 64 bits with room for arithmetic.
    static let years = 1_000_000_000
    /// The number before one designator of a duration, so that sums in seconds fit in 64 bits.
    static let durationParts = 1_000_000_000_000
    /// Rows of a batch: its columns fit the second-level cache, and one call serves many rows.
    static let batchRows = 2_048
    /// Bytes of a text that one function may make: a chain of CONCATs doubles its text with each step.
    static let textBytes = 64 << 20
    /// Nodes whose paths a query keeps: patterns ask again for what stands in several solutions.
    static let pathStarts = 4_096
    /// Regular expressions that a query keeps compiled.
    static let compiledExpressions = 64
    /// Steps of ICU's matcher, in thousands or so: a tenth of a second of work for one text.
    static let matchSteps: Int32 = 2_000
    /// Bytes that a triple of an answer holds beside its terms' texts, about.
    static let tripleBytes = 160
    /// Triples of an answer that are known when they come again: some ten megabytes, twice.
    static let recentTriples = 1 << 15
    /// Bytes that a described resource holds: its id twice, with the slack of a hash table.
    static let describedBytes = 32
    /// Bytes that a term of the query's own holds beside its text: the term, twice its place in tables.
    static let termBytes = 128
    /// Batches after which the clock is looked at again: each takes a millisecond at most, or looks itself.
    static let batchesBetweenChecks = 4
    /// Rows after which expressions look at the clock again.
    static let checkedRows = 16
    /// Members of a group whose orders are all compared: 1,024 sets of them, a few milliseconds of planning.
    static let exhaustiveJoins = 10
    /// Characteristic sets that a planner looks through for each estimate; more are as good as none.
    static let characteristicSets = 2_000
    /// Rows of inline data whose terms are looked up for estimates.
    static let countedValues = 16
    /// Queries whose algebra and plans an engine remembers.
    static let rememberedQueries = 256
    /// Bytes of a text that is remembered: longer ones are mostly inline data, and differ each time.
    static let rememberedQueryBytes = 1 << 16
    /// Graphs of a dataset that a request names, with which a query is remembered.
    static let rememberedGraphs = 64
    /// Shapes of texts whose plans an engine remembers, and plans for each.
    static let rememberedShapes = 256
    static let templatesOfShape = 4
    /// What a query may have taken for its operators to be kept for the next one like it: those of long ones hold much
    /// and are soon built, compared with what they do.
    static let batchesOfSmallRun = 64
    static let bytesOfSmallRun = 1 << 18
    /// What a run has held for its memory to be given back to the system afterwards.
    static let bytesOfLargeRun = 16 << 20
    /// How many times as many quads a pattern may have for a plan to be as good for it, and how many are few anyway.
    static let likeSizes = 4.0
    static let likeSize = 32.0
    /// Predicates whose ids and sizes an engine remembers: more than most vocabularies have, a megabyte or so.
    static let rememberedPredicates = 4_096
    /// Matches of a look-up for which room is made beforehand.
    static let likelyMatches = 4
    /// Keys for each block from which on reading the blocks of a predicate is faster than looking each key up.
    static let denseKeys = 4.0
    /// So many different values of a predicate leave its subjects close together when they come value by value.
    static let fewValues = 16
    /// Keys of a batch with which it is tried how dense they are.
    static let triedKeys = 128
    /// Of patterns that become automata: bytes of the text, depth of groups, repetitions, instructions, states, and the work
    /// that it takes, some milliseconds.
    static let patternBytes = 512
    static let patternDepth = 32
    static let patternRepetitions = 100
    static let patternInstructions = 2_000
    static let patternStates = 256
    static let patternVisits = 200_000
    /// Searches for a pattern after which an automaton for it is worth its making.
    static let searchesBeforeAutomaton = 16
    /// Graphs that are merged as they are read: for each row the first of each is looked at.
    static let mergedGraphs = 8
    /// Literals whose ids are remembered, a power of two: more than a column of classes or of units has.
    static let recentLiterals = 64
    /// Literals with which it is tried whether they come again.
    static let triedLiterals = 256
    /// Quads of a block of an index, about.
    static let quadsOfBlock = 400.0
    /// Labels that are read for their index until the clock is looked at again.
    static let checkedLabels = 4_096
    /// Milliseconds that a query waits for the index of labels before it looks at its own clock again.
    static let waitForIndex = 20
    /// Ids from which on a column's terms are worth sorting before they are decoded.
    static let sortedTerms = 16
    /// How long a query runs before it needs a place among the few that may take long: what people and programs ask a
    /// thousand times a minute is over by then.
    static let firstTurn = Duration.milliseconds(10)
    /// How long it keeps its place while others wait: long enough that the caches are worth warming.
    static let longTurn = Duration.milliseconds(50)
    /// How long it waits for a place before it looks at its own clock again, and how often.
    static let waitForTurn = Duration.milliseconds(20)
    static let waitsForTurn = 100
}

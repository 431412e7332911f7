// How fast shapes are checked: `Tools/bench shapes`. Reads a Turtle file of observations and a shapes file, validates
// them, and after that changes a value at a time. Prints `name value` lines; the script beside compares with pySHACL.

import Glibc
import RDF
import RDFSyntax
import Shapes

@main
struct ShapesBenchmark {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3 else {
            print("usage: ShapesBenchmark DATA.nt SHAPES.ttl")
            exit(2)
        }
        let shapes = try ShapesGraph(RDFReader(.turtle).readGraph(contentsOf: arguments[2]))
        var triples: [Triple] = []
        try RDFReader(.nTriples).read(contentsOf: arguments[1]) { quad, _ in triples.append(quad.triple) }
        var data = DataGraph(terms: shapes.terms)
        let building = seconds { data.insert(contentsOf: triples) }
        var validator = Validator(shapes, data: data)
        var results = 0
        var best = Double.infinity
        for _ in 0..<5 {
            best = min(best, seconds { results = validator.validate().results.count })
        }
        let focusNodes = validator.checkedCount
        print("focus_nodes", focusNodes)
        print("results", results)
        print("index_s", building)
        print("validate_s", best)
        print("focus_nodes_per_s", Double(focusNodes) / best)

        let changed = triples.filter { $0.object.literal?.datatype == Vocabulary.XSD.decimal }.prefix(2_000)
        var checked = 0
        let updating = seconds {
            for triple in changed {
                let better = Triple(
                    triple.subject, triple.predicate, .literal(Literal("1.5", datatype: Vocabulary.XSD.decimal)))
                validator.update(inserting: [better], removing: [triple])
                checked += validator.checkedCount
            }
        }
        print("change_us", updating / Double(changed.count) * 1e6)
        print("focus_nodes_per_change", Double(checked) / Double(changed.count))
    }

    private static func seconds(_ body: () -> Void) -> Double {
        let began = processorSeconds()
        body()
        return processorSeconds() - began
    }

    private static func processorSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

"""The peer's side of `Tools/bench shapes`: pySHACL on the same files, `name value` lines."""
import sys
import time

import pyshacl
import rdflib


def main(data, shapes, focus_nodes):
    graph = rdflib.Graph().parse(data, format="nt")
    shapes_graph = rdflib.Graph().parse(shapes, format="turtle")
    start = time.process_time()
    _, report, _ = pyshacl.validate(graph, shacl_graph=shapes_graph, inference="none", advanced=False)
    elapsed = time.process_time() - start
    results = len(list(report.subjects(rdflib.RDF.type, rdflib.SH.ValidationResult)))
    print("focus_nodes", focus_nodes)
    print("results", results)
    print("validate_s", elapsed)
    print("focus_nodes_per_s", int(focus_nodes) / elapsed)


main(*sys.argv[1:])

"""The peer's side of `Tools/bench store`: pyoxigraph on the same file, the same questions, `name value` lines."""
import os
import resource
import sys
import time

import pyoxigraph

E = "http://example.org/med/"


def cpu(runs, body):
    """The best CPU time of several runs, in seconds."""
    best = float("inf")
    for _ in range(runs):
        start = time.process_time()
        body()
        best = min(best, time.process_time() - start)
    return best


def main(file, directory):
    start = time.process_time()
    store = pyoxigraph.Store(directory)
    store.bulk_load(path=file, format=pyoxigraph.RdfFormat.N_TRIPLES)
    store.flush()
    print("load_cpu_s", time.process_time() - start)
    print("load_peak_mb", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    size = sum(os.path.getsize(os.path.join(d, f)) for d, _, files in os.walk(directory) for f in files)
    print("bytes_per_triple", size / len(store))
    takes = pyoxigraph.NamedNode(E + "vocab#takesDrug")
    has = pyoxigraph.NamedNode(E + "vocab#hasCondition")
    patients = [pyoxigraph.NamedNode(f"{E}patient/{i}") for i in range(0, 60000, 60)]

    def points():
        for patient in patients:
            for _ in store.quads_for_pattern(patient, takes, None, None):
                pass

    def predicate():
        query = f"SELECT (COUNT(*) AS ?n) {{ ?s <{has.value}> ?o }}"
        list(store.query(query))

    print("point_us", cpu(5, points) / len(patients) * 1e6)
    print("scan_all_ms", cpu(3, lambda: list(store.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"))) * 1e3)
    print("scan_predicate_ms", cpu(3, predicate) * 1e3)
    count = 100_000
    quads = [
        pyoxigraph.Quad(
            pyoxigraph.NamedNode(f"{E}patient/{i * 7919 % 60000}"), takes,
            pyoxigraph.NamedNode(f"{E}concept/{i % 50000}"), pyoxigraph.DefaultGraph())
        for i in range(count)
    ]
    print("unsorted_insert_per_s", count / cpu(1, lambda: store.extend(quads)))


main(*sys.argv[1:])

"""The peer's side of `Tools/bench store`: pyoxigraph on the same file, the same questions, `name value` lines."""
import os
import resource
import sys
import time

import pyoxigraph

E = "http://example.org/med/"


def cpu(runs, body):
    """The best CPU time of several runs, in seconds; short ones are run more often, as on our side."""
    best, run, total = float("inf"), 0, 0.0
    while run < runs or (run < 30 and total < 0.01):
        start = time.process_time()
        body()
        seconds = time.process_time() - start
        best = min(best, seconds)
        total += seconds
        run += 1
    return best


def queries(store, path):
    """Each query from its text to the last term, and once more under COUNT(*)."""
    groups = {}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            name, text = line.rstrip("\n").split("\t", 1)
            groups.setdefault(name, []).append(text)
    for name, texts in groups.items():
        print("ms_" + name, cpu(3, lambda: [sum(1 for _ in store.query(text)) for text in texts]) / len(texts) * 1e3)
        if len(texts) == 1 and "COUNT" not in texts[0] and "LIMIT" not in texts[0]:
            head, tail = texts[0].split("SELECT", 1)
            counting = f"{head} SELECT (COUNT(*) AS ?count) WHERE {{ {{ SELECT{tail} }} }}"
            print("count_ms_" + name, cpu(3, lambda: list(store.query(counting))) * 1e3)


def main(file, query_path, directory):
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
    queries(store, query_path)
    count = 100_000
    quads = [
        pyoxigraph.Quad(
            pyoxigraph.NamedNode(f"{E}patient/{i * 7919 % 60000}"), takes,
            pyoxigraph.NamedNode(f"{E}concept/{i % 50000}"), pyoxigraph.DefaultGraph())
        for i in range(count)
    ]
    print("unsorted_insert_per_s", count / cpu(1, lambda: store.extend(quads)))


main(*sys.argv[1:])

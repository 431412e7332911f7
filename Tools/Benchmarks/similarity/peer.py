#!/usr/bin/env python3
"""The peer: exact top-k by scipy's product of a sparse query with an inverted (CSC) patient matrix, on one thread.

usage: peer.py MATRIX.npz QUERIES K ANSWERS.bin

Prints a line of JSON with CPU milliseconds per query. Writes for each query K patients (uint32), then K scores (float32).
"""
import json
import sys
import time

import numpy as np
import scipy
import scipy.sparse as sparse

queries, k = int(sys.argv[2]), int(sys.argv[3])
matrix = np.load(sys.argv[1])
codes = len(matrix["idf"])
patients = len(matrix["indptr"]) - 1
rows = sparse.csr_matrix((matrix["data"], matrix["indices"], matrix["indptr"]), shape=(patients, codes))
start = time.process_time()
inverted = rows.T.tocsr()
build = time.process_time() - start

offsets, indices, weights = matrix["q_indptr"], matrix["q_indices"], matrix["q_data"]
cpu = []
with open(sys.argv[4], "wb") as answers:
    for query in range(queries):
        part = slice(offsets[query], offsets[query + 1])
        start = time.process_time()
        vector = sparse.csr_matrix(
            (weights[part], indices[part], [0, part.stop - part.start]), shape=(1, codes))
        product = vector @ inverted
        best = np.argpartition(product.data, -k)[-k:]
        best = best[np.lexsort((product.indices[best], -product.data[best]))]
        cpu.append((time.process_time() - start) * 1e3)
        product.indices[best].astype(np.uint32).tofile(answers)
        product.data[best].astype(np.float32).tofile(answers)
print(json.dumps({
    "name": f"scipy {scipy.__version__}, inverted", "build": build,
    "bytes": int(inverted.data.nbytes + inverted.indices.nbytes + inverted.indptr.nbytes),
    "median": float(np.median(cpu)), "p99": float(np.percentile(cpu, 99))}))

#!/usr/bin/env python3
"""Turns the weighted matrix of gen_patients.py into what an index is built from: direct codes with counts.

usage: prepare.py MATRIX.npz RECORDS.bin

The matrix holds weights idf·(1 + ln count) scaled to norm 1, with ancestors filled in. The smallest weight/idf of a row
is 1/norm, which gives back the counts; a code of count 1 that is the parent of another code of the row needs not be
recorded. Layout, little-endian: patients, codes, queries (int64 each); parent of each code (int32, -1 for none); then,
for patients and for queries: offsets (int64), codes (uint32), counts (uint32).
"""
import sys

import numpy as np


def direct_codes(offsets, codes, weights, idf, parent):
    rows = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
    scaled = np.where(idf[codes] > 0, weights / np.maximum(idf[codes], 1e-9), np.inf)
    smallest = np.minimum.reduceat(scaled, offsets[:-1])
    factor = np.where(np.isfinite(scaled), scaled / smallest[rows], 1)
    counts = np.rint(np.exp(factor - 1)).astype(np.uint32)
    recorded = np.ones(len(codes), bool)
    for start in range(0, len(offsets) - 1, 20_000):
        part = slice(offsets[start], offsets[min(start + 20_000, len(offsets) - 1)])
        keys = rows[part] * len(parent) + codes[part]
        parents = rows[part] * len(parent) + parent[codes[part]]
        implied = np.isin(keys, parents[parent[codes[part]] >= 0])
        recorded[part] = ~implied | (counts[part] > 1)
    kept = np.concatenate([[0], np.cumsum(np.bincount(rows[recorded], minlength=len(offsets) - 1))])
    return kept.astype(np.int64), codes[recorded].astype(np.uint32), counts[recorded]


def main():
    matrix = np.load(sys.argv[1])
    idf, parent = matrix["idf"], matrix["parent"]
    patients = direct_codes(matrix["indptr"], matrix["indices"], matrix["data"], idf, parent)
    queries = direct_codes(matrix["q_indptr"], matrix["q_indices"], matrix["q_data"], idf, parent)
    with open(sys.argv[2], "wb") as file:
        np.array([len(patients[0]) - 1, len(parent), len(queries[0]) - 1], np.int64).tofile(file)
        parent.astype(np.int32).tofile(file)
        for array in patients + queries:
            array.tofile(file)


main()

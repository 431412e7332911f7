"""Sets two files of `name value` lines against each other: the median of each measure, and how many times better ours is."""
import statistics
import sys


def medians(path):
    values = {}
    for line in open(path, encoding="utf-8"):
        name, value = line.split()
        values.setdefault(name, []).append(float(value))
    return {name: statistics.median(found) for name, found in values.items()}


ours, peer = (medians(path) for path in sys.argv[1:3])
print(f"{'measure':28}{'meridian':>14}{'pyoxigraph':>14}{'better':>9}")
for name, value in ours.items():
    if name not in peer:
        print(f"{name:28}{value:14.2f}{'-':>14}{'-':>9}")
        continue
    ratio = value / peer[name] if name.endswith("per_s") else peer[name] / value
    print(f"{name:28}{value:14.2f}{peer[name]:14.2f}{ratio:8.1f}x")

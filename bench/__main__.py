"""``python -m bench MEASUREMENT``: one measurement, as Markdown on stdout; the names are those of the modules here."""

import sys

from bench import conformance, endpoint, extraction, names, queries, soak, weights

MEASUREMENTS = {
    "conformance": conformance.main,
    "endpoint": endpoint.main,
    "queries": queries.main,
    "extraction": extraction.main,
    "names": names.main,
    "soak": soak.main,
    "weights": weights.main,
}

if __name__ == "__main__":
    chosen = sys.argv[1:2] or ["queries"]
    if chosen[0] not in MEASUREMENTS:
        sys.exit(f"There is no measurement {chosen[0]!r}; there are {', '.join(MEASUREMENTS)}.")
    MEASUREMENTS[chosen[0]]()

"""The disposable process that runs the SHACL engine: N-Triples on stdin, results as JSON on stdout.

``python -m loaders.checking.shacl_child <seconds of CPU> <bytes of memory>``. The parent holds the wall clock
(``loaders/checking/shacl_engine.py``); the limits here end a child whose parent was killed. Terms are N-Triples text.
The engine: https://pypi.org/project/shacl/ (SHACL Core, https://www.w3.org/TR/shacl/).
"""

import json
import resource
import sys

import shacl

from loaders.paths import SHAPES


def validate(ntriples: str) -> list[dict[str, str | None]]:
    """The results of all shapes on one graph, in the order of the engine."""
    shapes = shacl.Shapes.from_text(
        "\n".join(path.read_text(encoding="utf-8") for path in sorted(SHAPES.glob("*.ttl")))
    )
    report = shapes.validate_text(ntriples, format="ntriples")
    return [
        {
            "focus": result.focus_node,
            "path": result.path,
            "value": result.value,
            "shape": result.source_shape,
            "severity": result.severity_iri,
            "component": result.component_iri,
        }
        for result in report.results
    ]


def main() -> None:
    """Set the limits, read, validate, write."""
    cpu_s, memory_bytes = (int(text) for text in sys.argv[1:3])
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    json.dump(validate(sys.stdin.buffer.read().decode("utf-8")), sys.stdout)


if __name__ == "__main__":
    main()

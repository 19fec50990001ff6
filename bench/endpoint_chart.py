"""The ratios of a run as one SVG: a row for each question, a mark for each peer, on a logarithmic axis."""

import math

from jinja2 import Environment, FileSystemLoader

from bench.endpoint_report import Run, peers, ratio
from bench.servers import ROOT

LOW, HIGH = 0.01, 1000.0
_LEFT, _WIDTH, _TOP, _ROW = 340, 560, 70, 22
_LOOKS = {
    "Oxigraph": ("#0b5394", "circle"),
    "Virtuoso": ("#b45f06", "square"),
    "rdflib-endpoint": ("#6aa84f", "diamond"),
}


def chart(run: Run) -> str:
    """The drawing. A ratio beyond an end of the axis stands at that end."""
    rows = [
        {
            "name": f"{workload.kind}: {workload.name}",
            "y": _TOP + _ROW * place,
            "marks": [
                {"x": _x(found), "look": _LOOKS[peer], "title": f"{peer}: {found:.2g}"}
                for peer in peers(run)
                if (found := ratio(results, peer)) is not None
            ],
        }
        for place, (workload, results) in enumerate(run.results)
    ]
    ticks = [{"x": _x(10.0**power), "text": f"{10.0**power:g}"} for power in range(-2, 4)]
    environment = Environment(
        loader=FileSystemLoader(ROOT / "bench"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("endpoint_chart.svg").render(
        rows=rows,
        ticks=ticks,
        one=_x(1.0),
        peers=[(peer, _LOOKS[peer]) for peer in peers(run)],
        triples=f"{run.triples:,}",
        top=_TOP - _ROW,
        bottom=_TOP + _ROW * len(rows),
        width=_LEFT + _WIDTH + 30,
        left=_LEFT,
    )


def _x(value: float) -> float:
    share = (math.log10(min(max(value, LOW), HIGH)) - math.log10(LOW)) / (math.log10(HIGH) - math.log10(LOW))
    return round(_LEFT + _WIDTH * share, 1)

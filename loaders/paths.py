"""Where the RDF folders are, in a checkout and in an installed wheel. The only user of ``__file__``.

A checkout has ``ontology/``, ``shapes/``, ``queries/`` and ``data/reference/`` beside ``loaders/``; a wheel carries
them in ``loaders/rdf/``.
"""

from pathlib import Path

_HERE = Path(__file__).resolve().parent
_RDF = _HERE / "rdf" if (_HERE / "rdf").is_dir() else _HERE.parent

ONTOLOGY = _RDF / "ontology"
SHAPES = _RDF / "shapes"
QUERIES = _RDF / "queries"
REFERENCE = _RDF / "data" / "reference"
CODE = _HERE
LEXICON = _HERE / "lexicon"

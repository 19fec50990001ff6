"""A plain workspace whose one release is an RDF file, loaded in bulk, as a site has it that begins with a dump."""

import shutil
from pathlib import Path

from pyoxigraph import DefaultGraph, RdfFormat

from loaders.changesets import fork
from loaders.manifest import occasion
from loaders.paths import ONTOLOGY, QUERIES
from loaders.releases import Release, Releases
from loaders.settings import FILE_NAME, home_of, load_settings


def publish_file(workspace: Path, data: Path) -> Release:
    """Load N-Triples into the default graph of a new release, and publish it. The folder is there and empty."""
    (workspace / FILE_NAME).write_text('default_graph = "plain"\nshared_graphs = false\n', encoding="utf-8")
    releases = Releases(home_of(workspace, load_settings(workspace)))
    with releases.writing():
        changeset = fork(releases, None, merged=False)
        changeset.store.bulk_load(path=str(data), format=RdfFormat.N_TRIPLES, to_graph=DefaultGraph())
        count = len(changeset.store)
        changeset.close()
        (changeset.path / "documents").mkdir()
        shutil.copytree(QUERIES, changeset.path / "queries")
        shutil.copytree(ONTOLOGY, changeset.path / "ontology")
        described = {"default_graph": "plain", "triples": count, "quads": count, "graphs": {}, "findings": {}}
        return releases.publish(changeset.path, {**occasion(None, "Bulk load to measure with"), **described})

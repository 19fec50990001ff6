"""All that the five documents say is in the published graph: the gold files, asked statement by statement.

The gold files stand outside the repository; the setting ``SAMSPIL_GOLD`` names their folder.
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Store

from tests.gold_matching import PublishedGraph

GOLD = Path(os.environ.get("SAMSPIL_GOLD", "no-gold"))
FILES = sorted(GOLD.glob("*.json"))
PERSONAL = {"phone", "mobile"}  # numbers of persons are not mapped: see "Personal data" in docs/model.md

pytestmark = pytest.mark.skipif(not GOLD.is_dir(), reason="SAMSPIL_GOLD names no folder")


def wanted(gold: dict[str, Any]) -> list[dict[str, Any]]:
    """The statements of tier 1 and 2, phone numbers of persons aside."""
    return [
        statement
        for statement in gold["statements"] + gold["further"]
        if statement.get("tier", 1) <= 2
        and not (statement["relation"] in PERSONAL and statement["subject"]["type"] == "Person")
    ]


def test_the_gold_has_all_five_documents() -> None:
    assert len(FILES) == 5


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_tier_1_and_2_statement_is_in_the_published_graph_with_its_quote(path: Path, published: Store) -> None:
    gold = json.loads(path.read_text(encoding="utf-8"))
    graph = PublishedGraph(published, gold["document"])
    missing = [
        f"{one['subject']['name']} {one['relation']} {one['object']} | {one['quote']!r}"
        for one in wanted(gold)
        if not graph.says(one)
    ]
    assert missing == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_statement_that_the_document_does_not_make_is_not_found(path: Path, published: Store) -> None:
    gold = json.loads(path.read_text(encoding="utf-8"))
    graph = PublishedGraph(published, gold["document"])
    false = {**wanted(gold)[0], "object": {"type": "Municipality", "name": "Vadsø kommune"}}
    assert not graph.says(false)

"""Releases are immutable, `current` moves in one step, and a crash leaves nothing half published."""

import os
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from loaders.changesets import digests, fork
from loaders.errors import BusyError, NotFoundError
from loaders.releases import Release, Releases

EX = "https://example.org/"
ONE, TWO = NamedNode(EX + "graph/one"), NamedNode(EX + "graph/two")


def quad(subject: str, word: str, graph: NamedNode = ONE) -> Quad:
    return Quad(NamedNode(EX + subject), NamedNode(EX + "says"), Literal(word), graph)


def publish(releases: Releases, *quads: Quad, graph: NamedNode = ONE) -> Release:
    """Fork the current release, make ``graph`` hold just ``quads``, and publish."""
    parent = releases.current()
    with releases.writing():
        changeset = fork(releases, parent, merged=True)
        changeset.replace_graph(graph, quads)
        changeset.close()
        return releases.publish(changeset.path, {"parent": parent.number if parent else None})


def words(release: Release, graph: NamedNode | DefaultGraph) -> list[str]:
    store = Store.read_only(str(release.store_path))
    return sorted(found.object.value for found in store.quads_for_pattern(None, None, None, graph))  # type: ignore[union-attr]


def test_before_the_first_release_nothing_is_current(tmp_path: Path) -> None:
    releases = Releases(tmp_path)
    assert releases.current() is None
    assert releases.list() == ()


def test_a_release_keeps_what_it_said_after_the_next_one(tmp_path: Path) -> None:
    releases = Releases(tmp_path)
    first = publish(releases, quad("a", "old"))
    second = publish(releases, quad("a", "new"))
    assert (words(first, ONE), words(second, ONE)) == (["old"], ["new"])
    assert releases.current() == second
    assert second.manifest == {"number": 2, "parent": 1}


def test_the_default_graph_holds_a_triple_of_two_graphs_once_and_until_the_last_one_goes(tmp_path: Path) -> None:
    releases = Releases(tmp_path)
    publish(releases, quad("a", "shared"), quad("a", "mine"))
    both = publish(releases, quad("a", "shared", TWO), graph=TWO)
    assert words(both, DefaultGraph()) == ["mine", "shared"]
    one = publish(releases, graph=ONE)
    assert words(one, DefaultGraph()) == ["shared"]
    none = publish(releases, graph=TWO)
    assert words(none, DefaultGraph()) == []
    assert list(Store.read_only(str(none.store_path)).named_graphs()) == []


def test_a_plain_default_graph_gets_nothing_from_the_named_graphs(tmp_path: Path) -> None:
    releases = Releases(tmp_path)
    with releases.writing():
        changeset = fork(releases, None, merged=False)
        changeset.replace_graph(ONE, [quad("a", "word")])
        changeset.close()
        release = releases.publish(changeset.path, {"parent": None})
    assert (words(release, ONE), words(release, DefaultGraph())) == (["word"], [])


def test_replacing_a_graph_says_whether_anything_changed(tmp_path: Path) -> None:
    releases = Releases(tmp_path)
    publish(releases, quad("a", "word"))
    with releases.writing():
        changeset = fork(releases, releases.current(), merged=True)
        assert not changeset.replace_graph(ONE, [quad("a", "word")])
        assert changeset.replace_graph(ONE, [quad("a", "other")])


def test_the_digest_depends_on_content_only(tmp_path: Path) -> None:
    quads = [quad("a", "x"), quad("b", "y\u00a0\n"), quad("c", "z", TWO)]
    left, right = Store(), Store()
    left.extend(quads)
    right.extend(reversed(quads))
    assert digests(left) == digests(right)
    right.add(quad("d", "w"))
    assert digests(left) != digests(right)


def test_rolling_back_goes_to_the_parent_or_to_a_number(tmp_path: Path) -> None:
    releases = Releases(tmp_path)
    for word in ("one", "two", "three"):
        publish(releases, quad("a", word))
    assert releases.rollback().number == 2
    assert releases.rollback(3).number == 3
    assert releases.rollback(1).number == 1
    with pytest.raises(NotFoundError, match="Release 1 is the first"):
        releases.rollback()
    with pytest.raises(NotFoundError, match="There is no release 9; kept are: 1, 2, 3"):
        releases.rollback(9)


def test_after_a_rollback_the_next_release_gets_a_new_number(tmp_path: Path) -> None:
    releases = Releases(tmp_path)
    publish(releases, quad("a", "one"))
    publish(releases, quad("a", "two"))
    releases.rollback()
    assert publish(releases, quad("a", "three")).manifest == {"number": 3, "parent": 1}


def test_retention_keeps_the_newest_and_always_the_current_one(tmp_path: Path) -> None:
    releases = Releases(tmp_path)
    for word in ("one", "two", "three", "four"):
        publish(releases, quad("a", word))
    releases.rollback(1)
    assert releases.retire(2) == (2, 3)
    assert releases.numbers() == (1, 4)
    assert words(releases.get(1), ONE) == ["one"]


def test_two_builds_at_once_are_refused(tmp_path: Path) -> None:
    with (
        Releases(tmp_path).writing(),
        pytest.raises(BusyError, match="Another build writes"),
        Releases(tmp_path).writing(),
    ):
        pass


def test_what_a_killed_build_left_is_swept_by_the_next(tmp_path: Path) -> None:
    releases = Releases(tmp_path)
    publish(releases, quad("a", "one"))
    (releases.changesets / "half").mkdir(parents=True)
    orphan = releases.folder / "000002"
    orphan.mkdir()
    (orphan / "release.json").write_text('{"number": 2, "parent": 1}', encoding="utf-8")
    assert releases.numbers() == (1,)
    with releases.writing():
        assert not orphan.exists()
        assert not releases.changesets.exists()
    assert publish(releases, quad("a", "two")).number == 2


def test_a_release_that_became_current_just_before_a_kill_stays(tmp_path: Path) -> None:
    releases = Releases(tmp_path)
    release = publish(releases, quad("a", "one"))
    os.unlink(release.path / "published")
    with releases.writing():
        assert releases.numbers() == (1,)
    assert releases.current() == release

"""Releases are immutable, `current` moves in one step, and a crash leaves nothing half published."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from loaders.changesets import Changeset, digests, fork
from loaders.errors import BusyError, NotFoundError, UsageError
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


SAYS = NamedNode(EX + "says")
POOL = (
    Triple(NamedNode(EX + "a"), SAYS, Literal("ord", language="da")),
    Triple(NamedNode(EX + "a"), SAYS, Literal("ord")),
    Triple(BlankNode("b"), SAYS, BlankNode("c")),
    Triple(NamedNode(EX + "a"), SAYS, Triple(NamedNode(EX + "b"), SAYS, BlankNode("c"))),
    Triple(BlankNode("b"), SAYS, Triple(BlankNode("b"), SAYS, Triple(BlankNode("c"), SAYS, Literal("ord")))),
)
GRAPHS = (ONE, TWO, NamedNode(EX + "graph/three"))


@given(st.lists(st.tuples(st.sampled_from(GRAPHS), st.sets(st.sampled_from(POOL))), max_size=12))
def test_after_any_replacements_the_default_graph_is_the_union_of_the_named_graphs(
    steps: list[tuple[NamedNode, set[Triple]]],
) -> None:
    changeset = Changeset(Path(), Store(), merged=True)
    held: dict[NamedNode, set[Triple]] = {}
    for graph, triples in steps:
        changeset.replace_graph(graph, (Quad(one.subject, one.predicate, one.object, graph) for one in triples))
        held[graph] = triples
    union: set[Triple] = set().union(*held.values())
    expected = {Quad(one.subject, one.predicate, one.object, graph) for graph in held for one in held[graph]}
    assert set(changeset.store) == expected | {Quad(one.subject, one.predicate, one.object) for one in union}
    assert set(changeset.store.named_graphs()) == {graph for graph, triples in held.items() if triples}


def test_a_closed_changeset_is_open_for_nobody(tmp_path: Path) -> None:
    releases = Releases(tmp_path)
    with releases.writing():
        changeset = fork(releases, None, merged=True)
        changeset.replace_graph(ONE, [quad("a", "word")])
        with pytest.raises(OSError, match="lock"):
            Store(str(changeset.path / "store"))
        changeset.close()
        assert len(Store(str(changeset.path / "store"))) == 2


def test_the_disk_has_all_of_a_release_before_it_becomes_current(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: set[int] = set()
    missing: list[str] = []
    fsync, rename = os.fsync, Path.rename

    def note(handle: int) -> None:
        fsync(handle)
        synced.add(os.fstat(handle).st_ino)

    def look(path: Path, target: Path) -> Path:
        if path.name == "current.part":
            every = [tmp_path / "releases", *(tmp_path / "releases").rglob("*")]
            missing.extend(str(one) for one in every if one.stat().st_ino not in synced)
        return rename(path, target)

    monkeypatch.setattr(os, "fsync", note)
    monkeypatch.setattr(Path, "rename", look)
    release = publish(Releases(tmp_path), quad("a", "word"))
    assert missing == []
    assert {path.stat().st_ino for path in (tmp_path, release.path)} <= synced


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


def test_a_rollback_is_held_until_somebody_publishes(tmp_path: Path) -> None:
    releases = Releases(tmp_path)
    for word in ("one", "two", "three"):
        publish(releases, quad("a", word))
    assert releases.held() is None
    releases.rollback(1, who="Ane", why="A wrong sum")
    held = Releases(tmp_path).held()
    assert held is not None
    assert (held.number, held.who, held.why) == (1, "Ane", "A wrong sum")
    publish(releases, quad("a", "four"))
    assert releases.held() is None
    assert not (tmp_path / "held.json").exists()


def test_going_back_to_the_newest_release_holds_nothing(tmp_path: Path) -> None:
    releases = Releases(tmp_path)
    publish(releases, quad("a", "one"))
    publish(releases, quad("a", "two"))
    releases.rollback()
    releases.rollback(2)
    assert releases.held() is None


def test_a_hold_that_a_crash_left_beside_another_current_release_has_no_effect(tmp_path: Path) -> None:
    releases = Releases(tmp_path)
    publish(releases, quad("a", "one"))
    publish(releases, quad("a", "two"))
    releases.rollback()
    left = (tmp_path / "held.json").read_bytes()
    publish(releases, quad("a", "three"))
    (tmp_path / "held.json").write_bytes(left)
    assert releases.held() is None


def test_where_one_release_is_kept_there_is_nothing_to_go_back_to(tmp_path: Path) -> None:
    releases = Releases(tmp_path)
    publish(releases, quad("a", "one"))
    publish(releases, quad("a", "two"))
    releases.retire(1)
    with pytest.raises(NotFoundError, match="Release 2 is the only one kept, so there is nothing to go back to"):
        releases.rollback()


def test_a_directory_that_is_not_published_is_no_release(tmp_path: Path) -> None:
    releases = Releases(tmp_path)
    publish(releases, quad("a", "one"))
    publish(releases, quad("a", "two"))
    os.unlink(releases.get(1).path / "published")
    with pytest.raises(NotFoundError, match="There is no release 1; kept are: 2"):
        releases.get(1)


def test_a_release_that_is_retired_while_the_list_is_made_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    releases = Releases(tmp_path)
    kept = publish(releases, quad("a", "one"))
    monkeypatch.setattr(Releases, "numbers", lambda _: (1, 2))
    assert releases.list() == (kept,)


def test_the_sweep_and_the_numbers_pass_over_what_is_not_ours(tmp_path: Path) -> None:
    releases = Releases(tmp_path)
    publish(releases, quad("a", "one"))
    (releases.folder / "v1.0").mkdir()
    (releases.folder / "v1.0" / "notes.txt").write_text("mine", encoding="utf-8")
    (releases.folder / ".DS_Store").write_bytes(b"")
    assert publish(releases, quad("a", "two")).number == 2
    assert releases.numbers() == (1, 2)
    assert (releases.folder / "v1.0" / "notes.txt").read_text(encoding="utf-8") == "mine"
    assert (releases.folder / ".DS_Store").exists()


@pytest.mark.parametrize("name", ["releases/000001", "changesets/mine"])
def test_a_directory_that_somebody_else_uses_is_refused_and_left_as_it_is(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir(parents=True)
    with pytest.raises(UsageError, match="did not put there; name another directory"), Releases(tmp_path).writing():
        pass
    assert (tmp_path / name).is_dir()
    assert not (tmp_path / "lock").exists()


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

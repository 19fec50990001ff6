"""IRIs are minted in one place, from names, and stay what they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.iris import Iris, slugify, term

IRIS = Iris("https://example.org/")


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Køge Kommune", "koege-kommune"),
        ("  Ängelholms kommun ", "aengelholms-kommun"),
        ("Ísafjarðarbær", "isafjardarbaer"),
        ("Energi/PtX (Power-to-X)", "energi-ptx-power-to-x"),
        ("Nye\u00a0Aarhus", "nye-aarhus"),
    ],
)
def test_a_slug_is_made_of_ascii_letters_of_the_name(name: str, slug: str) -> None:
    assert slugify(name) == slug


def test_names_without_a_latin_letter_still_get_slugs_of_their_own() -> None:
    assert slugify("…") != slugify("???")


def test_two_long_names_that_begin_alike_stay_apart() -> None:
    beginning = "samarbejde om " * 10
    assert slugify(beginning + "vand") != slugify(beginning + "varme")


@given(st.text())
def test_any_name_gives_a_slug_that_may_stand_in_an_iri(name: str) -> None:
    slug = slugify(name)
    assert slug
    assert len(slug) <= 80
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


def test_memberships_of_two_kinds_of_organisation_with_one_slug_stay_apart() -> None:
    member, role = IRIS.thing("organization", "acme"), term("role-partner")
    nodes = {IRIS.membership(IRIS.thing(kind, "nye"), member, role) for kind in ("project", "partnership")}
    assert len(nodes) == 2


def test_an_iri_under_the_base_is_a_local_path_and_others_are_not() -> None:
    assert IRIS.path_of("https://example.org/id/project/x") == "/id/project/x"
    assert IRIS.path_of(term("Project").value) == "/ontology#Project"
    assert IRIS.path_of("https://elsewhere.org/id/project/x") is None

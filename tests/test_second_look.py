"""A second look at candidates: who stands beside likely ones, and in which order, is told; who is the same is not."""

import pytest

from loaders.extraction.weighing.second_look import SecondLook, Standing

RELATION = "hasPartner"
FIRST, SECOND, THIRD = (0, 20), (21, 40), (41, 60)


def look(*rows: tuple[str, tuple[int, int], int, float]) -> SecondLook:
    """Candidates by name, unit, block and how likely each is a partner."""
    stands = [Standing("actor", name, unit, block) for name, unit, block, _ in rows]
    return SecondLook(stands, [{RELATION: chance, "leadPartner": 0.0} for *_, chance in rows])


def test_names_of_the_same_sentence_and_of_those_beside_it_are_told_apart() -> None:
    """Each side says how likely its likeliest is, and whether it is of the same block."""
    seen = look(
        ("vejle", FIRST, 0, 0.9), ("horsens", SECOND, 0, 0.5), ("odder", SECOND, 0, 0.7), ("fyn", THIRD, 1, 0.05)
    )
    features = seen.features(1, RELATION)
    assert {"unit:3", "before:same:4", "after:other:0", "block:4", "elsewhere:nobody"} <= features.keys()
    assert features["page-mean"] == pytest.approx((0.9 + 0.7 + 0.05) / 3)


def test_a_name_is_no_neighbour_of_itself() -> None:
    """The same name in another sentence is itself, elsewhere."""
    features = look(("vejle", FIRST, 0, 0.9), ("vejle", SECOND, 0, 0.4)).features(1, RELATION)
    assert {"elsewhere:4", "unit:nobody", "block:nobody"} <= features.keys()
    assert not [feature for feature in features if feature.startswith(("before:", "after:"))]
    assert features["page"] == 0.0


def test_a_lead_partner_beside_a_partner_counts_as_one() -> None:
    """Whoever leads takes part."""
    stands = [Standing("actor", name, FIRST, 0) for name in ("vejle", "horsens")]
    seen = SecondLook(stands, [{RELATION: 0.1, "leadPartner": 0.95}, {RELATION: 0.3, "leadPartner": 0.0}])
    assert "unit:4" in seen.features(1, RELATION)
    assert "unit:0" in seen.features(0, "leadPartner")


def test_families_are_looked_at_apart() -> None:
    """A date is no neighbour of a name."""
    stands = [Standing("actor", "vejle", FIRST, 0), Standing("date", "2024", FIRST, 0)]
    features = SecondLook(stands, [{RELATION: 0.5}, {"startDate": 0.9}]).features(0, RELATION)
    assert "unit:nobody" in features

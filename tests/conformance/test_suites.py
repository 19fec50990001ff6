"""The suites of W3C over HTTP on a real server: all that the Oxigraph library passes passes here."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conformance.outcomes import MismatchError, NotAskedError
from tests.conformance.runs import exemptions, our_service, outcome, run
from tests.conformance.suites import SETTING, TOPS, Case, SuiteError, read_cases, suites_root
from tests.conformance.targets import Library, Service
from tests.serving import ROOT as REPOSITORY

ROOT = suites_root()
EXEMPTIONS = exemptions()
NEEDS_SUITES = pytest.mark.skipif(ROOT is None, reason=f"{SETTING} names no directory with the suites of w3c/rdf-tests")


def cases() -> tuple[Case, ...]:
    """All tests; none where the suites cannot be read, which a test of its own tells."""
    try:
        return read_cases(ROOT) if ROOT else ()
    except SuiteError:
        return ()


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One server for all tests; each clears it first."""
    with our_service(tmp_path_factory.mktemp("conformance")) as running:
        yield running


@NEEDS_SUITES
def test_the_suites_are_there_and_not_empty() -> None:
    assert ROOT is not None
    assert read_cases(ROOT) != ()


@NEEDS_SUITES
@pytest.mark.parametrize("case", cases(), ids=str)
def test_of_w3c(case: Case, service: Service) -> None:
    exemption = EXEMPTIONS.get(case.iri)
    try:
        run(case, service)
    except (MismatchError, NotAskedError) as error:
        if exemption is None:
            pytest.fail(f"{case.iri}: {error}", pytrace=False)
        pytest.xfail(exemption.reason)
    assert exemption is None, f"{case.iri} passes: take it out of exceptions.toml"


@NEEDS_SUITES
def test_every_exception_is_a_test_and_says_rightly_whether_the_library_fails_it_too() -> None:
    by_iri = {case.iri: case for case in cases()}
    library = Library()
    told = {iri: exemption.library for iri, exemption in EXEMPTIONS.items()}
    assert told == {iri: outcome(by_iri[iri], library) == "failed" for iri in EXEMPTIONS if iri in by_iri}


def test_the_page_names_every_exception_and_no_other() -> None:
    page = (REPOSITORY / "docs" / "conformance.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"\]\((http[^)]*#[^)]*)\)", page)) == sorted(EXEMPTIONS)


def test_a_missing_suite_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SuiteError, match="is missing"):
        read_cases(tmp_path)


def test_an_empty_suite_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / TOPS[0]
    path.parent.mkdir(parents=True)
    path.write_text("<> a <http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#Manifest> .", encoding="utf-8")
    with pytest.raises(SuiteError, match="names no test"):
        read_cases(tmp_path)

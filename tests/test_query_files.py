"""Canned query files: what a header says, what is refused, and how values become terms."""

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, QuerySolutions, Store, Variable

from loaders.checking.violation_queries import read_query as read_violation_query
from loaders.errors import NotFoundError, SourceError, UsageError
from loaders.query_files import CannedQuery, Parameter, find_query, read_queries, read_query
from loaders.query_header import Entry, read_header, value_of
from loaders.query_values import TYPES, example_of, read_value

XSD = "http://www.w3.org/2001/XMLSchema#"
GOALS = """\
#+ summary: Which goals have a year?
#+ description: One row per goal,
#+   the nearest year first.
#+ tags: goals, time
#+ param: _theme_iri iri optional -- the theme
#+ param: _year gYear = 2030 -- the last year
PREFIX samspil: <https://w3id.org/samspil/ontology#>
SELECT ?goal ?year ?_theme_iri ?_year
WHERE {
  ?goal samspil:targetYear ?year ; samspil:about ?_theme_iri .
  FILTER(COALESCE(STR(?year) <= STR(?_year), true))
}
ORDER BY ?year
"""


def written(folder: Path, text: str, name: str = "goals") -> Path:
    path = folder / f"{name}.rq"
    path.write_text(text, encoding="utf-8")
    return path


def goals(folder: Path) -> CannedQuery:
    return read_query(written(folder, GOALS))


def test_a_header_gives_the_question_its_tags_and_its_typed_parameters(tmp_path: Path) -> None:
    query = goals(tmp_path)
    assert query == CannedQuery(
        name="goals",
        path=tmp_path / "goals.rq",
        summary="Which goals have a year?",
        description="One row per goal, the nearest year first.",
        tags=("goals", "time"),
        params=(
            Parameter("_theme_iri", "iri", True, None, "the theme"),
            Parameter("_year", "gYear", False, "2030", "the last year"),
        ),
        text=GOALS,
        form="SELECT",
    )


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT * {}", "SELECT"),
        ("ASK {}", "ASK"),
        ("CONSTRUCT WHERE {?s ?p ?o}", "CONSTRUCT"),
        ("DESCRIBE <a:b>", "CONSTRUCT"),
    ],
)
def test_the_form_of_a_query_is_the_form_of_its_answer(tmp_path: Path, text: str, form: str) -> None:
    assert read_query(written(tmp_path, f"#+ summary: s\n{text}")).form == form


def test_a_folder_gives_its_queries_by_name_and_leaves_folders_out(tmp_path: Path) -> None:
    for name in ("b", "a"):
        written(tmp_path, "#+ summary: s\nASK {}", name)
    (tmp_path / "violations").mkdir()
    written(tmp_path / "violations", "not a query")
    assert [query.name for query in read_queries(tmp_path)] == ["a", "b"]


def test_a_name_that_no_file_has_leads_to_the_list_that_there_is(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="`samspil query` list them all"):
        find_query("nothing", tmp_path)


@pytest.mark.parametrize("name", ["nothing", "../goals", "Goals", ""])
def test_a_name_that_no_file_has_is_not_found(tmp_path: Path, name: str) -> None:
    goals(tmp_path)
    with pytest.raises(NotFoundError, match="There is no canned query"):
        find_query(name, tmp_path)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("ASK {}", 1, "#+ summary"),
        ("#+ summary: s\n#+ sumary: t\nASK {}", 2, "is not a header line"),
        ("#+ summary: s\n#+ param: year gYear -- y\nASK {}", 2, "write a parameter as"),
        ("#+ summary: s\n#+ param: _year year -- y\nASK {}", 2, "is not a type"),
        ("#+ summary: s\n#+ param: _year gYear = 30 -- y\nSELECT ?_year {}", 2, "the default of _year"),
        ("#+ summary: s\n#+ param: _year gYear -- y\nSELECT ?s {}", 0, "does not occur"),
        ("#+ summary: s\n#+ param: _year gYear -- y\nSELECT ?s {?s ?p ?_year}", 0, "must stand in SELECT"),
        ("#+ summary: s\n#+ param: _year gYear -- y\nSELECT ?_year {FILTER(!BOUND(?_year))}", 0, "COALESCE"),
        ("#+ summary: s\nSELECT\n{", 3, "does not parse"),
    ],
)
def test_a_file_that_cannot_be_used_names_its_line_and_what_is_wrong(
    tmp_path: Path, text: str, line: int, words: str
) -> None:
    with pytest.raises(SourceError) as caught:
        read_query(written(tmp_path, text))
    assert caught.value.line == line
    assert words in caught.value.problem


def test_one_reader_reads_the_headers_of_questions_violations_and_rules(tmp_path: Path) -> None:
    path = tmp_path / "a.rq"
    text = "#+ summary: One\n#+   and more\n# words\n#+ message_da: To: tre\nASK {}"
    header = read_header(path, text, ("summary", "message_da"))
    assert header == (Entry("summary", 1, "One and more"), Entry("message_da", 4, "To: tre"))
    assert (value_of(header, "summary"), value_of(header, "tags")) == ("One and more", "")
    with pytest.raises(SourceError, match=r"a\.rq:4: is not a header line; the keys are summary\."):
        read_header(path, text, ("summary",))


def test_a_violation_query_with_a_key_that_nobody_reads_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "a.rq"
    path.write_text("#+ summary: s\n#+ sumary: t\nSELECT ?focus {}", encoding="utf-8")
    with pytest.raises(SourceError, match="is not a header line") as caught:
        read_violation_query(path)
    assert caught.value.line == 2


def test_values_become_terms_and_defaults_stand_in_for_what_is_missing(tmp_path: Path) -> None:
    query = goals(tmp_path)
    year = Literal("2030", datatype=NamedNode(XSD + "gYear"))
    assert query.bind({}) == {"_year": year}
    assert query.bind({"year": "", "theme_iri": "samspil:theme-energy"}) == {
        "_year": year,
        "_theme_iri": NamedNode("https://w3id.org/samspil/ontology#theme-energy"),
    }


def test_a_parameter_without_default_needs_a_value(tmp_path: Path) -> None:
    query = read_query(written(tmp_path, "#+ summary: s\n#+ param: _n integer -- how many\nSELECT ?_n {}"))
    with pytest.raises(UsageError, match="'n' needs a value: how many"):
        query.bind({})


def test_an_unknown_parameter_is_refused_with_those_that_there_are(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no parameter 'yaer'; it takes: theme_iri, year\."):
        goals(tmp_path).bind({"yaer": "2030"})


@pytest.mark.parametrize(
    ("kind", "text", "term"),
    [
        ("iri", "https://example.org/a", NamedNode("https://example.org/a")),
        ("iri", "org:Membership", NamedNode("http://www.w3.org/ns/org#Membership")),
        ("code", "theme-energy", NamedNode("https://w3id.org/samspil/ontology#theme-energy")),
        ("string", '"} DROP ALL', Literal('"} DROP ALL')),
        ("lang-string", "Aarhus Kommune@da", Literal("Aarhus Kommune", language="da")),
        ("integer", "-3", Literal("-3", datatype=NamedNode(XSD + "integer"))),
        ("decimal", "0.75", Literal("0.75", datatype=NamedNode(XSD + "decimal"))),
        ("gYear", "2030", Literal("2030", datatype=NamedNode(XSD + "gYear"))),
        ("date", "2014-12-31", Literal("2014-12-31", datatype=NamedNode(XSD + "date"))),
    ],
)
def test_a_text_becomes_the_term_of_its_type(kind: str, text: str, term: NamedNode | Literal) -> None:
    assert read_value(kind, text) == term


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("iri", "not an iri"),
        ("iri", "https://example.org/<a>"),
        ("iri", "relative"),
        ("code", "a b"),
        ("code", "https://example.org/"),
        ("lang-string", "no language"),
        ("integer", "1.5"),
        ("decimal", "1e9"),
        ("gYear", "30"),
        ("gYear", "2030\n"),
        ("date", "2014-02-30"),
        ("string", "a\x00b"),
        ("string", "a" * 1001),
    ],
)
def test_a_text_that_is_not_of_its_type_is_refused(kind: str, text: str) -> None:
    with pytest.raises(ValueError, match=r"is not|has at most|holds no NUL"):
        read_value(kind, text)


@pytest.mark.parametrize("kind", TYPES)
def test_every_type_has_an_example(kind: str) -> None:
    assert isinstance(example_of(kind), NamedNode | Literal)


def test_pyoxigraph_binds_a_parameter_only_where_the_projection_has_it() -> None:
    terms: dict[Variable, NamedNode | Literal] = {Variable("_o"): Literal("x")}
    with pytest.raises(RuntimeError, match="does not contains variable"):
        Store().query("SELECT ?s { ?s ?p ?_o }", substitutions=dict(terms))
    assert isinstance(Store().query("SELECT ?s ?_o { ?s ?p ?_o }", substitutions=dict(terms)), QuerySolutions)


def test_pyoxigraph_folds_bound_of_a_parameter_to_false_so_coalesce_is_used() -> None:
    store = Store()
    terms: dict[Variable, NamedNode | Literal] = {Variable("_o"): Literal("x")}
    values = 'SELECT ?o ?_o { VALUES ?o { "x" "y" } FILTER('
    bound = store.query(f"{values}!BOUND(?_o) || ?o = ?_o) }}", substitutions=dict(terms))
    coalesce = store.query(f"{values}COALESCE(?o = ?_o, true)) }}", substitutions=dict(terms))
    free = store.query(f"{values}COALESCE(?o = ?_o, true)) }}")
    assert [len(list(rows)) for rows in (bound, coalesce, free)] == [2, 1, 2]  # type: ignore[arg-type]

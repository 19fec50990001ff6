"""Pages on a real server: safe headers, no scripts, nothing from elsewhere, and the words of the source in place."""

from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import quote

import pytest

from endpoint.pages.documents import Piece, cut
from tests.serving import TEXT, Server, read_graph

PAGES = (
    "/",
    "/sparql",
    "/v/1/sparql",
    "/queries",
    "/queries/partners",
    "/queries/find-by-name",
    "/queries/find-by-name?name=skov",
    "/queries/partnership-graph",
    "/v/1/queries",
    "/v/1/queries/partners",
    "/v/1/queries/find-by-name?name=skov",
    "/doc/partnership/kysten",
    "/doc/municipality/dk-skovby",
    "/doc/document/kysten",
    "/doc/organization/hostile",
    "/graph/kysten",
    "/ontology",
    "/releases",
    "/releases/2",
    "/problems",
    "/nothing",
    f"/sparql?query={quote('SELECT * { ?s ?p ?o } LIMIT 5')}",
    f"/sparql?query={quote('SELECT * {')}",
)
VOID = {"meta", "link", "br", "input", "img", "hr"}
Attributes = dict[str, str | None]


class Page(HTMLParser):
    """The tags of a page, whether each is closed, and its text by the id of the element that holds it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, Attributes]] = []
        self.open: list[tuple[str, str | None]] = []
        self.text_of: dict[str, str] = {}
        self.text_in: dict[str, str] = {}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.tags.append((tag, attributes))
        if tag not in VOID:
            self.open.append((tag, attributes.get("id") or attributes.get("class")))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        for tag, name in self.open:
            self.text_in[tag] = self.text_in.get(tag, "") + data
            if name:
                self.text_of[name] = self.text_of.get(name, "") + data

    def all(self, *names: str) -> Iterator[Attributes]:
        return (attributes for tag, attributes in self.tags if tag in names)

    def values(self, name: str) -> list[str]:
        return [attributes[name] or "" for _, attributes in self.tags if name in attributes]


def page(server: Server, path: str) -> Page:
    reply = server.get(path, "text/html")
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    return Page(reply.text)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_loads_nothing_from_elsewhere_and_runs_no_script(server: Server, path: str) -> None:
    shown = page(server, path)
    loaded = shown.values("src") + shown.values("action") + [each["href"] or "" for each in shown.all("link")]
    assert [address for address in loaded if not address.startswith("/") or address.startswith("//")] == []
    assert list(shown.all("script", "iframe", "object", "embed", "style", "base")) == []
    assert [name for _, attributes in shown.tags for name in attributes if name.startswith("on")] == []
    assert shown.values("style") == []


@pytest.mark.parametrize("path", PAGES)
def test_a_page_links_only_to_itself_and_to_the_web(server: Server, path: str) -> None:
    for link in page(server, path).all("a"):
        address = link["href"] or ""
        assert address.startswith(("/", "#", "http://", "https://", "mailto:"))
        if not address.startswith(("/", "#")):
            assert "noopener" in (link["rel"] or "")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_carries_strict_headers(server: Server, path: str) -> None:
    headers = server.get(path, "text/html").headers
    assert headers["content-security-policy"] == (
        "default-src 'none'; style-src 'self'; img-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "Accept" in headers["vary"]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_can_be_read_without_seeing_it(server: Server, path: str) -> None:
    shown = page(server, path)
    assert [each["lang"] for each in shown.all("html")] == ["en"]
    assert len(list(shown.all("main"))) == len(list(shown.all("h1"))) == 1
    assert next(shown.all("a")) == {"class": "skip", "href": "#content"}
    assert len(list(shown.all("table"))) == len(list(shown.all("caption")))
    assert all("scope" in cell for cell in shown.all("th"))
    ids = shown.values("id")
    assert len(ids) == len(set(ids))
    labelled = {each["for"] for each in shown.all("label")}
    assert {each["id"] for each in shown.all("input", "textarea")} <= labelled
    for name in ("aria-labelledby", "aria-describedby"):
        assert set(shown.values(name)) <= set(ids)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_closes_what_it_opens(server: Server, path: str) -> None:
    assert page(server, path).open == []


def test_a_link_within_the_site_leads_somewhere(server: Server) -> None:
    paths = {
        address.split("#")[0]
        for path in ("/", "/queries", "/doc/document/kysten", "/doc/partnership/kysten", "/graph/kysten", "/releases/2")
        for address in page(server, path).values("href")
        if address.startswith("/")
    }
    broken = {
        path: status for path in sorted(paths) if (status := server.get(path, "text/html").status) not in (200, 303)
    }
    assert broken == {}


def test_a_hostile_name_is_shown_as_words(server: Server) -> None:
    shown = page(server, "/doc/organization/hostile")
    assert shown.text_in["h1"] == '<script>alert(1)</script>" onmouseover="alert(2)'
    assert "https://example.org/safe" in shown.values("href")


def test_the_text_of_a_source_is_shown_whole_with_its_quotes_marked(server: Server) -> None:
    shown = page(server, "/doc/document/kysten")
    text = TEXT.read_bytes().decode()
    assert shown.text_of["text"] == text
    assert [each["lang"] for each in shown.all("div") if each.get("class") == "text"] == ["da"]
    assert shown.text_in["mark"] == 'Partnere: Skovby Kommune og Havneby Kommune.Målet er 1 < 2 & "grøn" kyst i 2030.'
    ids = shown.values("id")
    assert {"p-16-60", "p-26-40", "p-62-98", "said-p-16-60", "said-p-26-40", "said-p-62-98"} <= set(ids)


def test_a_statement_leads_to_its_words_in_the_source(server: Server) -> None:
    shown = page(server, "/doc/partnership/kysten")
    assert "/doc/document/kysten#p-26-40" in shown.values("href")
    assert "Skovby Kommune" in shown.text_in["blockquote"]
    other_end = page(server, "/doc/municipality/dk-skovby")
    assert "/doc/document/kysten#p-26-40" in other_end.values("href")


def test_passages_that_overlap_cut_the_text_at_every_border() -> None:
    assert cut("abcdef", [(1, 4), (2, 6), (2, 4), (9, 12)]) == [
        Piece("a", (), None),
        Piece("b", ("p-1-4",), "p-1-4"),
        Piece("cd", ("p-2-4", "p-2-6"), "p-2-4"),
        Piece("ef", (), "p-2-6"),
    ]


def test_the_editor_answers_a_browser_that_posts(server: Server) -> None:
    body = f"query={quote('SELECT ?x { VALUES ?x { 7 } }')}".encode()
    reply = server.post("/sparql", body, "application/x-www-form-urlencoded", "text/html")
    assert reply.status == 200
    assert Page(reply.text).text_in["td"] == "7 xsd:integer"


def test_the_editor_keeps_a_query_that_fails_and_says_why(server: Server) -> None:
    reply = server.get(f"/sparql?query={quote('SELECT * { ?s a org:Membership }')}", "text/html")
    shown = Page(reply.text)
    assert reply.status == 400
    assert shown.text_in["textarea"] == "SELECT * { ?s a org:Membership }"
    assert "Add the line: PREFIX org: <http://www.w3.org/ns/org#>" in shown.text_of["problem"]


def test_a_page_says_so_when_it_shows_the_first_rows_only(server: Server) -> None:
    shown = page(server, f"/sparql?query={quote('SELECT * { ?s ?p ?o }')}")
    assert len(list(shown.all("tr"))) == 1001
    assert "The first 1000 rows are shown; there are more." in shown.text_in["p"]


def test_a_question_has_a_form_with_what_was_asked(server: Server) -> None:
    shown = page(server, "/queries/find-by-name?name=skov")
    assert [(each["name"], each["value"]) for each in shown.all("input")] == [("name", "skov")]
    assert "/queries/find-by-name.csv?name=skov" in shown.values("href")


@pytest.mark.parametrize(("suffix", "form"), [("ttl", "turtle"), ("jsonld", "json-ld"), ("rdf", "xml"), ("nt", "nt")])
def test_the_ontology_is_the_same_in_every_format(server: Server, suffix: str, form: str) -> None:
    size = len(read_graph(server.get("/ontology", "text/turtle").body, "turtle"))
    assert len(read_graph(server.get(f"/ontology.{suffix}").body, form)) == size
    assert size > 0


def test_the_ontology_s_page_has_an_anchor_for_every_term_of_ours(server: Server) -> None:
    graph = read_graph(server.get("/ontology.nt").body, "nt")
    namespace = "https://w3id.org/samspil/ontology#"
    terms = {str(term)[len(namespace) :] for term in set(graph.subjects()) if str(term).startswith(namespace)}
    assert terms <= set(page(server, "/ontology").values("id"))


def test_the_json_ld_context_is_served(server: Server) -> None:
    reply = server.get("/ontology/context.jsonld")
    assert reply.headers["content-type"] == "application/ld+json"
    assert reply.headers["access-control-allow-origin"] == "*"
    assert "@context" in reply.json()


def test_a_release_shows_its_graphs_and_is_json_for_machines(server: Server) -> None:
    assert "https://w3id.org/samspil/graph/kysten" in page(server, "/releases/2").text_in["tbody"]
    assert server.get("/releases/2", "application/json").json()["number"] == 2
    assert server.get("/releases/9", "text/html").status == 404


def test_the_editor_says_what_a_query_may_have_wrong(server: Server) -> None:
    query = quote("PREFIX s: <https://w3id.org/samspil/ontology#> SELECT ?a { ?a s:hasPartnr ?b }")
    page = server.get(f"/sparql?query={query}", "text/html").text
    assert "the nearest term is s:hasPartner" in page

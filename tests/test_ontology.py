"""The ontology: consistent, whole, described in both languages, and its rules conclude what they say."""

import csv
import json
import re
from collections import defaultdict
from pathlib import Path

import pytest
from owlrl.OWLRL import OWLRL_Semantics
from pyoxigraph import QueryTriples, RdfFormat, Store, parse
from rdflib import OWL, RDF, RDFS, SKOS, BNode, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic
from rdflib.plugins.parsers.jsonld import to_rdf
from rdflib.term import Node

from loaders.paths import ONTOLOGY
from loaders.prefixes import expand, prefixes
from loaders.vocabulary import code_for, label_key

BASE = "https://w3id.org/samspil/"
SAMSPIL = Namespace(f"{BASE}ontology#")
DCTERMS, VANN = Namespace("http://purl.org/dc/terms/"), Namespace("http://purl.org/vocab/vann/")
HEADER = URIRef(f"{BASE}ontology")
FILES = sorted(path for path in ONTOLOGY.glob("*.ttl") if path.name != "prefixes.ttl")
RULES = sorted((ONTOLOGY / "rules").glob("*.rq"))
CONTEXT = json.loads((ONTOLOGY / "context.jsonld").read_text(encoding="utf-8"))["@context"]
NAMED = re.compile(r"\bsamspil:([A-Za-z0-9-]+)")
TERM_KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, RDFS.Datatype)
LABELS = (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)
MATCHES = (SKOS.exactMatch, SKOS.closeMatch, SKOS.relatedMatch, SKOS.narrowMatch, SKOS.broadMatch)
NORDIC = {"da", "en", "nb", "nn", "sv"}
LANGUAGES = {SAMSPIL["claim-kinds"]: {"da", "en"}, SAMSPIL.themes: NORDIC | {"fi", "is"}}
PREFIXES = "".join(f"@prefix {prefix}: <{space}> .\n" for prefix, space in prefixes().items())

# What the standards that we lean on say of themselves and what a mistake of ours could contradict:
# PROV-O, FOAF, the Organization Ontology, SKOS and CPOV.
OUTSIDE = """
prov:Activity owl:disjointWith prov:Entity .
prov:Plan rdfs:subClassOf prov:Entity .
prov:wasGeneratedBy rdfs:domain prov:Entity ; rdfs:range prov:Activity .
foaf:Organization rdfs:subClassOf foaf:Agent ; owl:disjointWith foaf:Person , foaf:Document .
foaf:Project owl:disjointWith foaf:Document , foaf:Person .
org:Organization owl:equivalentClass foaf:Organization .
org:OrganizationalCollaboration rdfs:subClassOf org:Organization .
cv:PublicOrganisation rdfs:subClassOf org:Organization .
org:member rdfs:domain org:Membership ; rdfs:range foaf:Agent .
org:organization rdfs:domain org:Membership ; rdfs:range org:Organization .
org:role rdfs:domain org:Membership ; rdfs:range org:Role .
skos:ConceptScheme owl:disjointWith skos:Concept .
skos:inScheme rdfs:range skos:ConceptScheme .
skos:topConceptOf rdfs:domain skos:Concept ; rdfs:range skos:ConceptScheme .
skos:semanticRelation rdfs:domain skos:Concept ; rdfs:range skos:Concept .
skos:broader rdfs:subPropertyOf skos:semanticRelation .
skos:closeMatch rdfs:subPropertyOf skos:semanticRelation .
skos:relatedMatch rdfs:subPropertyOf skos:semanticRelation .
skos:narrowMatch rdfs:subPropertyOf skos:semanticRelation .
"""


def read(*paths: Path) -> Graph:
    graph = Graph()
    for path in paths:
        graph.parse(path)
    return graph


def from_turtle(text: str) -> Graph:
    return Graph().parse(data=PREFIXES + text, format="turtle", publicID=BASE)


ALL = read(*FILES)
TERMS = sorted({term for kind in TERM_KINDS for term in ALL.subjects(RDF.type, kind)}, key=str)
CONCEPTS = sorted(set(ALL.subjects(RDF.type, SKOS.Concept)), key=str)
SCHEMES = sorted(set(ALL.subjects(RDF.type, SKOS.ConceptScheme)), key=str)
EXAMPLES = sorted((term, str(text)) for term, text in ALL.subject_objects(SKOS.example))


def name(term: Node) -> str:
    return str(term).rpartition("#")[2]


def languages(subject: Node, predicate: URIRef) -> list[str]:
    return sorted(one.language or "" for one in ALL.objects(subject, predicate) if isinstance(one, Literal))


def contradictions(*graphs: Graph) -> list[str]:
    """What OWL RL finds wrong. Literals are left out: no axiom here speaks of them, and owlrl goes through each."""
    facts = Graph()
    for graph in graphs:
        for triple in graph:
            if not isinstance(triple[2], Literal):
                facts.add(triple)
    reasoner = OWLRL_Semantics(facts, False, False, rdfs=False)
    reasoner.closure()
    nothing = [f"{member} is owl:Nothing" for member in facts.subjects(RDF.type, OWL.Nothing)]
    return [*reasoner.error_messages, *nothing]


def test_ontology_codes_alignments_and_examples_are_consistent_under_owl_rl() -> None:
    told = [from_turtle(text) for _, text in EXAMPLES]
    assert contradictions(ALL, from_turtle(OUTSIDE), *told) == []


@pytest.mark.parametrize(
    "wrong",
    [
        "<x> a samspil:Partnership , samspil:Project .",
        "<x> a samspil:Project , samspil:Strategy .",
        "<x> a samspil:Partnership , foaf:Person .",
        "<x> a org:Membership ; org:organization <y> . <y> a foaf:Document .",
        "<x> skos:broader samspil:themes .",
        "<x> a samspil:Evidence ; prov:wasGeneratedBy <y> . <y> a samspil:Claim .",
    ],
)
def test_owl_rl_sees_a_contradiction(wrong: str) -> None:
    assert contradictions(ALL, from_turtle(OUTSIDE), from_turtle(wrong)) != []


def test_no_file_has_a_blank_node() -> None:
    assert [triple for triple in ALL if any(isinstance(node, BNode) for node in triple)] == []


def test_the_header_gives_version_licence_and_preferred_names() -> None:
    assert ALL.value(HEADER, OWL.versionInfo) == Literal("0.1.0")
    assert ALL.value(HEADER, DCTERMS.license) == URIRef("https://creativecommons.org/licenses/by/4.0/")
    assert ALL.value(HEADER, VANN.preferredNamespacePrefix) == Literal("samspil")
    assert ALL.value(HEADER, VANN.preferredNamespaceUri) == Literal(str(SAMSPIL))
    assert languages(HEADER, DCTERMS.title) == languages(HEADER, DCTERMS.description) == ["da", "en"]


def test_every_samspil_name_in_use_is_declared() -> None:
    texts = [*RULES, ONTOLOGY / "relations.csv", ONTOLOGY / "entity-types.csv", ONTOLOGY / "context.jsonld", *FILES]
    used = {found for path in texts for found in NAMED.findall(path.read_text(encoding="utf-8"))}
    declared = {name(subject) for subject in ALL.subjects(RDF.type) if str(subject).startswith(str(SAMSPIL))}
    assert used - declared == set()


@pytest.mark.parametrize("term", TERMS, ids=name)
def test_a_term_is_described_in_both_languages_with_its_source_and_an_example(term: Node) -> None:
    assert languages(term, RDFS.label) == languages(term, SKOS.definition) == ["da", "en"]
    assert ALL.value(term, RDFS.isDefinedBy) == HEADER
    assert list(ALL.objects(term, DCTERMS.source)) or list(ALL.objects(term, RDFS.seeAlso))
    assert len(list(ALL.objects(term, SKOS.example))) == 1


@pytest.mark.parametrize(("term", "text"), EXAMPLES, ids=[name(term) for term, _ in EXAMPLES])
def test_an_example_is_turtle_that_uses_its_term(term: Node, text: str) -> None:
    graph = from_turtle(text)
    datatypes = {one.datatype for one in graph.objects() if isinstance(one, Literal)}
    assert term in {*graph.all_nodes(), *graph.predicates(), *datatypes}


@pytest.mark.parametrize("scheme", SCHEMES, ids=name)
def test_a_scheme_is_described_in_both_languages(scheme: Node) -> None:
    for predicate in (RDFS.label, SKOS.prefLabel, SKOS.definition):
        assert languages(scheme, predicate) == ["da", "en"]
    assert ALL.value(scheme, RDFS.isDefinedBy) == HEADER


@pytest.mark.parametrize("concept", CONCEPTS, ids=name)
def test_a_concept_has_its_labels_its_definition_and_its_place(concept: Node) -> None:
    scheme = ALL.value(concept, SKOS.inScheme, any=False)
    assert isinstance(scheme, URIRef)
    assert set(ALL.objects(concept, RDFS.label)) == set(ALL.objects(concept, SKOS.prefLabel))
    assert languages(concept, SKOS.prefLabel) == sorted(LANGUAGES.get(scheme, NORDIC))
    assert languages(concept, SKOS.definition) == ["da", "en"]
    above = ALL.value(concept, SKOS.broader, any=False)
    assert ALL.value(concept, SKOS.topConceptOf, any=False) == (scheme if above is None else None)
    assert above is None or ALL.value(above, SKOS.inScheme) == scheme
    assert ALL.value(concept, SKOS.notation, any=False) is not None


@pytest.mark.parametrize("scheme", SCHEMES, ids=name)
def test_a_label_stands_for_one_concept_of_a_scheme_and_once(scheme: Node) -> None:
    # Loaders look a label up without its language: "integration" must not be a theme in Danish and another in English.
    owners: dict[str, set[str]] = defaultdict(set)
    kinds: dict[tuple[Node, Node], int] = defaultdict(int)
    for concept in ALL.subjects(SKOS.inScheme, scheme):
        for predicate in (*LABELS, SKOS.notation):
            for label in ALL.objects(concept, predicate):
                owners[label_key(str(label))].add(name(concept))
                kinds[concept, label] += 1
    assert {label: found for label, found in owners.items() if len(found) > 1} == {}
    assert [key for key, times in kinds.items() if times > 1] == []


def test_themes_are_two_levels_deep_and_the_scheme_of_the_sources_is_empty() -> None:
    themes = set(ALL.subjects(SKOS.inScheme, SAMSPIL.themes))
    tops = set(ALL.subjects(SKOS.topConceptOf, SAMSPIL.themes))
    assert {ALL.value(theme, SKOS.broader) for theme in themes - tops} <= tops
    assert set(ALL.subjects(SKOS.inScheme, SAMSPIL["source-themes"])) == set()


@pytest.mark.parametrize(
    ("scheme", "words", "code"),
    [
        ("statuses", "igangsatte", "status-started"),
        ("statuses", "i startfasen", "status-starting"),
        ("statuses", "active", "status-ongoing"),
        ("statuses", "afsluttet", "status-finished"),
        ("roles", "Direktør", "role-director"),
        ("roles", "ordfører", "role-mayor"),
        ("roles", "Projektleder", "role-project-manager"),
        ("roles", "facilitator", "role-facilitator"),
        ("themes", "waste management", "theme-waste"),
        ("themes", "bygg", "theme-buildings"),
        ("themes", "Power-to-X", "theme-hydrogen"),
        ("themes", "interessevaretagelse", "theme-interest-representation"),
        ("themes", "CO₂-neutral", "theme-climate-mitigation"),
    ],
)
def test_words_of_the_sources_find_their_code(scheme: str, words: str, code: str) -> None:
    assert code_for(expand(f"samspil:{scheme}"), words) == expand(f"samspil:{code}")


def test_match_properties_link_our_concepts_to_numbers_in_the_form_of_their_owner() -> None:
    # On a class or a property a SKOS match would make a concept of it.
    linked = [(one, other) for match in MATCHES for one, other in ALL.subject_objects(match)]
    assert {one for one, _ in linked} <= set(CONCEPTS)
    form = re.compile(
        r"http://metadata\.un\.org/sdg/([1-9]|1[0-7])|http://eurovoc\.europa\.eu/(\d+|c_[0-9a-f]{8})"
        r"|http://id\.loc\.gov/vocabulary/relators/[a-z]{3}|http://purl\.org/adms/status/[A-Za-z]+"
    )
    assert [str(other) for _, other in linked if not form.fullmatch(str(other))] == []


@pytest.mark.parametrize("table", ["relations.csv", "entity-types.csv"])
def test_every_prefix_of_a_table_is_in_the_list(table: str) -> None:
    with (ONTOLOGY / table).open(encoding="utf-8", newline="") as file:
        names = {
            one for row in csv.DictReader(file) for key, cell in row.items() if key != "note" for one in cell.split()
        }
    assert {one.split(":")[0] for one in names if ":" in one} <= set(prefixes())


def test_the_context_binds_every_prefix_and_every_term() -> None:
    assert {prefix: CONTEXT[prefix] for prefix in prefixes()} == prefixes()
    ids = {entry if isinstance(entry, str) else entry["@id"] for key, entry in CONTEXT.items() if key != "@version"}
    terms = [term for term in TERMS if (term, RDF.type, RDFS.Datatype) not in ALL]
    assert {f"samspil:{name(term)}" for term in terms} <= ids


def test_a_graph_comes_back_whole_from_the_json_that_the_context_shapes() -> None:
    told = (
        "\n".join(text for _, text in EXAMPLES)
        + """
        <id/p> schema:startDate "2011"^^xsd:gYear , "2011-05"^^xsd:gYearMonth ; schema:endDate "2014-12-31"^^xsd:date ;
            rdfs:label "Nye"@da , "Nye"@nb , "no language" ; skos:altLabel "a"@da , "b"@da .
    """
    )
    graph = from_turtle(told)
    text = graph.serialize(format="json-ld", context=CONTEXT, auto_compact=False)
    assert isomorphic(to_rdf(json.loads(text), Graph()), graph)
    read_by_another = "".join(f"{quad.triple} .\n" for quad in parse(text, format=RdfFormat.JSON_LD))
    assert isomorphic(Graph().parse(data=read_by_another, format="nt"), graph)


def test_the_context_shortens_labels_links_and_years() -> None:
    graph = from_turtle(
        '<id/p> a samspil:Project ; rdfs:label "Nye"@da ; samspil:hasGoal <id/g> ; schema:startDate "2011"^^xsd:gYear .'
    )
    document = json.loads(graph.serialize(format="json-ld", context=CONTEXT, auto_compact=False))
    del document["@context"]
    assert document == {
        "id": f"{BASE}id/p",
        "type": "Project",
        "label": {"da": "Nye"},
        "hasGoal": f"{BASE}id/g",
        "startYear": "2011",
    }


# Rules: what is stated, and exactly what each rule concludes from it.

STATED = """
<p> a samspil:Partnership ; samspil:leadPartner <dk> ; samspil:hasPartner <se> .
<m1> org:organization <p> ; org:member <dk> .
<m2> org:organization <p> ; org:member <se> .
<q> a samspil:Partnership .
<m3> org:organization <q> ; org:member <dk> .
<m4> org:organization <q> ; org:member <shop> .
<m5> org:organization <q> ; org:member <crowd> .
<j> a samspil:Project .
<m6> org:organization <j> ; org:member <se> .
<m7> org:organization <j> ; org:member <shop> .
<wood> a dcterms:Location .
<m8> org:organization <wood> ; org:member <dk> .
<m9> org:organization <wood> ; org:member <se> .
<dk> org:classification samspil:actor-municipality ; dcterms:spatial <town> ; samspil:cooperatesWith <se> , <dk> .
<se> org:classification samspil:actor-municipality ; dcterms:spatial <sweden> .
<shop> org:classification samspil:actor-company ; dcterms:spatial <town> .
<crowd> org:classification samspil:actor-group .
<n> a samspil:Partnership .
<m10> org:organization <n> ; org:member <thorshavn> .
<m11> org:organization <n> ; org:member <klaksvik> .
<thorshavn> dcterms:spatial <islands> .
<klaksvik> dcterms:spatial <islands> .
<islands> a dcterms:Location ; dcterms:type samspil:place-country ; dcterms:isPartOf <denmark> .
<town> a dcterms:Location ; dcterms:isPartOf <county> .
<county> a dcterms:Location ; dcterms:type samspil:place-region ; dcterms:isPartOf <denmark> .
<denmark> a dcterms:Location ; dcterms:type samspil:place-country .
<sweden> a dcterms:Location ; dcterms:type samspil:place-country .
"""
CONCLUDED = {
    "cooperation-is-mutual": "<se> samspil:cooperatesWith <dk> .",
    "cross-border": "<p> org:classification samspil:partnership-cross-border ."
    " <j> org:classification samspil:partnership-cross-border .",
    "lead-partner-is-partner": "<p> samspil:hasPartner <dk> .",
    "public-private": "<q> org:classification samspil:partnership-public-private .",
}


def conclude(rule: Path, store: Store) -> set[str]:
    answer = store.query(rule.read_text(encoding="utf-8"))
    assert isinstance(answer, QueryTriples)
    return {str(triple) for triple in answer}


@pytest.fixture
def stated() -> Store:
    store = Store()
    for path in FILES:
        store.load(path=str(path))
    store.load(PREFIXES + STATED, format=RdfFormat.TURTLE, base_iri=BASE)
    return store


def test_every_rule_has_a_case() -> None:
    assert [rule.stem for rule in RULES] == sorted(CONCLUDED)


@pytest.mark.parametrize("rule", RULES, ids=lambda path: path.stem)
def test_a_rule_has_a_header(rule: Path) -> None:
    keys = [line.split()[1] for line in rule.read_text(encoding="utf-8").splitlines() if line.startswith("#+")]
    assert keys == ["summary:", "description:", "tags:"]


@pytest.mark.parametrize("rule", RULES, ids=lambda path: path.stem)
def test_a_rule_concludes_exactly_what_it_says(rule: Path, stated: Store) -> None:
    expected = Store()
    expected.load(PREFIXES + CONCLUDED[rule.stem], format=RdfFormat.TURTLE, base_iri=BASE)
    assert conclude(rule, stated) == {str(quad.triple) for quad in expected}


def test_one_pass_of_the_rules_is_enough(stated: Store) -> None:
    first = {triple for rule in RULES for triple in conclude(rule, stated)}
    stated.load("".join(f"{triple} .\n" for triple in first), format=RdfFormat.N_TRIPLES)
    known = {str(quad.triple) for quad in stated}
    assert {triple for rule in RULES for triple in conclude(rule, stated)} - known == set()

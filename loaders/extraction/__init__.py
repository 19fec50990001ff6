"""Extraction: a document in, the statements that its words make out, each with its quote, its rule and a confidence.

Patterns, labels and word lists are data (``loaders/lexicon/*.toml``, one table per language); the code knows no
document. Nothing is resolved or written here, and nothing leaves the machine.
"""

from dataclasses import replace

from loaders.documents import Document
from loaders.extraction.details import goal_details
from loaders.extraction.facts import fact_statements
from loaders.extraction.grants import grants_beside_funds, sums_from_funds
from loaders.extraction.introductions import introduced_projects
from loaders.extraction.line_lists import partners_by_line
from loaders.extraction.offices import title_statements
from loaders.extraction.opening import open_page
from loaders.extraction.opening_lists import opening_partners
from loaders.extraction.ordering import in_order
from loaders.extraction.page import Page
from loaders.extraction.places import place_in_name, place_statements
from loaders.extraction.projects import project_statements
from loaders.extraction.prose import prose_statements
from loaders.extraction.registry import Rule, rules
from loaders.extraction.sections import announced_goals, section_statements
from loaders.extraction.sub_projects import sub_project_statements
from loaders.extraction.tables import table_statements
from loaders.extraction.themes import theme_statements
from loaders.extraction.weighing import weigh
from loaders.lexicon import table, words
from loaders.reading.view import View
from loaders.statements import Entity, Statement

__all__ = ["Rule", "extract", "in_order", "readings", "rules"]


def extract(document: Document) -> tuple[Statement, ...]:
    """All statements of a document, ordered by place, relation and words, without repetition.

    In:  a document of ``read_document``; its language chooses the patterns.
    Out: statements in the relations of ``ontology/relations.csv``, core and further ones, each quote cut from the
         stored text. No text raises.
    """
    return in_order(readings(document))


def readings(document: Document) -> list[Statement]:
    """All that the rules say of a document, each for itself, so that several may say the same of the same words."""
    found = _read(document.as_read())
    return found if document.view is None else [stored(one, document.text, document.view) for one in found]


def stored(statement: Statement, text: str, view: View) -> Statement:
    """A statement of the view, with its quote where it stands in the stored text."""
    start, end = view.span(statement.start, statement.end)
    return replace(statement, start=start, end=end, quote=text[start:end])


def _read(document: Document) -> list[Statement]:
    page = open_page(document)
    found = weigh(page, said_by_patterns(page))
    found += goal_details(page, list(found))
    found += place_in_name(page)
    return found


def said_by_patterns(page: Page) -> list[Statement]:
    """What labels, lists, tables and patterns say of a page."""
    found = [
        *fact_statements(page),
        *section_statements(page),
        *partners_by_line(page),
        *opening_partners(page),
        *announced_goals(page),
        *prose_statements(page),
        *project_statements(page),
        *sub_project_statements(page),
        *introduced_projects(page),
        *grants_beside_funds(page),
        *sums_from_funds(page),
        *table_statements(page),
        *title_statements(page),
        *theme_statements(page),
        *place_statements(page),
    ]
    return _without_unnamed(found, page)


def _without_unnamed(statements: list[Statement], page: Page) -> list[Statement]:
    """Without bare groups as partners, and without "a cooperation with X" where the same words name X a partner."""
    statements = [one for one in statements if not _is_bare_group(one, page.language)]
    named = [one for one in statements if one.subject == page.subject and one.relation == "hasPartner"]
    spans: dict[object, list[Statement]] = {}
    for one in named:
        spans.setdefault(one.object, []).append(one)
    return [one for one in statements if not (_is_unnamed(one) and _overlaps(one, spans.get(one.object, [])))]


def _is_bare_group(statement: Statement, language: str) -> bool:
    """Whether a partner is a group that tells nobody who they are: "three companies", "ni fynske kommuner"."""
    thing = statement.object
    if statement.relation != "hasPartner" or not isinstance(thing, Entity) or thing.type != "ActorGroup":
        return False
    words_of = thing.name.split()
    if words_of[-1] in words(language, "municipality_plurals") and words_of[0] not in words(language, "determiners"):
        return True
    telling = [word for word in words_of if not word.isdigit() and word not in table(language)["numbers"]]
    return len(telling) < 2 and thing.name == thing.name.lower()


def _is_unnamed(statement: Statement) -> bool:
    thing = statement.object
    return isinstance(thing, Entity) and statement.subject.name.endswith(f" {thing.name}")


def _overlaps(statement: Statement, others: list[Statement]) -> bool:
    return any(one.start < statement.end and statement.start < one.end for one in others)

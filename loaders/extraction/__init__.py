"""Extraction: a document in, the statements that its words make out, each with its quote, its rule and a confidence.

Patterns, labels and word lists are data (``loaders/lexicon/*.toml``, one table per language); the code knows no
document. Nothing is resolved or written here, and nothing leaves the machine.
"""

from loaders.documents import Document
from loaders.extraction.contacts import contact_statements
from loaders.extraction.details import goal_details, places_in_names
from loaders.extraction.facts import fact_statements
from loaders.extraction.offices import title_statements
from loaders.extraction.opening import open_page
from loaders.extraction.opening_lists import opening_partners
from loaders.extraction.ordering import in_order
from loaders.extraction.projects import project_statements
from loaders.extraction.prose import prose_statements
from loaders.extraction.registry import Rule, rules
from loaders.extraction.sections import announced_partners, section_statements
from loaders.statements import Entity, Statement

__all__ = ["Rule", "extract", "rules"]


def extract(document: Document) -> tuple[Statement, ...]:
    """All statements of a document, ordered by place, relation and words, without repetition.

    In:  a document of ``read_document``; its language chooses the patterns.
    Out: statements in the relations of ``ontology/relations.csv``, core and further ones. No text raises.
    """
    page = open_page(document)
    found = [
        *fact_statements(page),
        *section_statements(page),
        *announced_partners(page),
        *opening_partners(page),
        *prose_statements(page),
        *project_statements(page),
        *contact_statements(page),
        *title_statements(page),
    ]
    found += goal_details(page, list(found))
    found += places_in_names(page, _collectives(found, page.subject))
    return in_order(found)


def _collectives(statements: list[Statement], page_subject: object) -> list[Entity]:
    subjects = [statement.subject for statement in statements]
    named = dict.fromkeys(subject for subject in subjects)
    return list(named | ({page_subject: None} if isinstance(page_subject, Entity) else {}))

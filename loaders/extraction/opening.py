"""Opening a page: a document in, a page out, with its vocabulary and its subject.

Names are gathered in two passes, since a name that is clear in one place ("Køge Kommune") makes the same name clear
where it stands alone, in the genitive or with a slip.
"""

import re
from functools import cache

from loaders.documents import Document
from loaders.extraction.headlines import headline_name
from loaders.extraction.known_names import Vocabulary
from loaders.extraction.listings import listings
from loaders.extraction.memberships import membership_mentions
from loaders.extraction.mentions import UNKNOWN
from loaders.extraction.names import titles
from loaders.extraction.page import Page
from loaders.extraction.records import records_of
from loaders.extraction.sentences import sentences_of
from loaders.extraction.subjects import collectives, page_municipality, page_subject
from loaders.extraction.weighing.subject import weighed_subject
from loaders.extraction.weighing.topics import weigh_topics
from loaders.extraction.weighing.weights import ordinary
from loaders.layout import field_of, matching_copy
from loaders.lexicon import table, words
from loaders.statements import Entity

_WORD = re.compile(r"[^\W\d_][\w-]*")
_KEPT_AS_KNOWN = frozenset(
    {
        "Municipality",
        "Region",
        "Company",
        "Utility",
        "University",
        "PublicBody",
        "Association",
        "Network",
        "Partnership",
        "Fund",
    }
)


def open_page(document: Document, *, weigh: bool = True, subject: Entity | None = None) -> Page:
    """Read what a document names, and find out what it is about."""
    plain = matching_copy(document.text)
    sentences = sentences_of(document, plain)
    named = collectives(document, plain)
    known: dict[str, Entity] = {name: entity for name, (entity, _) in named.items() if any(map(str.isalpha, name))}
    # Within a sentence a title begins in lower case: "vores fælles strategi for …".
    known |= {name[0].lower() + name[1:]: entity for name, entity in known.items() if entity.type == "Strategy"}
    vocabulary = Vocabulary(document.language, _lowercase(plain, document.language), known, ordinary())
    page = Page(document, plain, sentences, vocabulary)
    headline = headline_name(document, plain)
    page.subject = subject or page_subject(document, plain, named, headline)
    if weigh and not subject:
        weighed = weighed_subject(document, plain, page.subject)
        page.subject, page.certainty = weighed.entity, weighed.certainty
    page.listings = listings(document, plain, sentences)
    page.records = records_of(document)
    weigh_topics(page)
    page.municipality = page_municipality(document, plain)
    if page.subject:
        vocabulary.learn(page.subject.name, page.subject)
        for other in headline.others if headline and headline.name == page.subject.name else ():
            vocabulary.learn(other, page.subject)
    for project in dict.fromkeys([*(one.entity for one in page.spoken_of), *(topic for _, _, topic in page.topics)]):
        vocabulary.learn(project.name, project)
    _learn(page)
    return page


def _learn(page: Page) -> None:
    """Add what the first pass names to the vocabulary, and the memberships of each sentence to its mentions."""
    stretches = [(one.start, one.end) for one in page.sentences]
    stretches += [(block.start, block.end) for block in page.document.blocks if _is_fact(block.kind, block.text)]
    for stretch in stretches:
        for mention in page.mentions(*stretch):
            name = " ".join(page.plain[mention.start : mention.end].split())
            if mention.entity.type in _KEPT_AS_KNOWN and name[0].isupper():
                page.vocabulary.learn(name, mention.entity)
            elif mention.entity.type == UNKNOWN and mention.start > stretch[0]:
                page.vocabulary.learn_inside(name)
    page.forget_mentions()
    home, language = page.municipality, page.language
    page.add_memberships(
        membership
        for start, end in stretches
        for membership in membership_mentions(page.plain, start, end, language, page.mentions, home)
    )


def _is_fact(kind: str, text: str) -> bool:
    return kind == "label" and field_of(text.partition(":")[0]) is not None


def _lowercase(plain: str, language: str) -> frozenset[str]:
    """Words that are ordinary words here: written in lower case somewhere, or grammar, or titles of offices."""
    return _grammar(language).union(filter(str.islower, _WORD.findall(plain)))


@cache
def _grammar(language: str) -> frozenset[str]:
    """What is an ordinary word on any page."""
    nouns = (noun for noun in table(language).get("nouns", {}) if " " not in noun)
    return frozenset((*words(language, "function_words"), *words(language, "page_words"), *titles(), *nouns))

"""What an extractor is: anything that can be called with a document and gives the statements that it read.

Our rules are one (``loaders.extraction.extract``), the model is another, and an installed package adds its own by an
entry point of the group ``samspil.extractors``. What any but the rules gives passes through ``acceptance.py``.
"""

from collections.abc import Iterable
from typing import Protocol

from loaders.documents import Document
from loaders.statements import Statement

GROUP = "samspil.extractors"
# In Statement.start: the extractor does not know where its quote stands.
UNKNOWN = -1
# Of one document; an extractor that gives more has lost its way.
MAX_STATEMENTS = 10_000


class Extractor(Protocol):
    """A document in, statements out.

    ``document.text`` is without soft hyphens and other signs that nobody sees. ``quote`` is copied from it; ``start``
    is where it stands there, or ``UNKNOWN`` for a quote that stands there once. None in the place of a statement is
    something that could not be read as one; it is counted as refused. Whatever is raised costs the statements of that
    document, and no more.
    """

    def __call__(self, document: Document, /) -> Iterable[Statement | None]:
        """The statements of a document."""

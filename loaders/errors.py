"""Every error that Samspil raises on purpose.

    SamspilError            status 500  exit 3   something in Samspil itself is wrong
    ├── UsageError          status 400  exit 2   a command, parameter or setting cannot be used as given
    ├── SourceError         status 422  exit 2   a file cannot be read as what it claims to be: path, line, problem
    ├── BadSourcesError     status 422  exit 2   several such files, a line each
    ├── FetchError          status 422  exit 2   an address does not answer with a document that is read
    │   └── PrivateAddressError                  it is not on the public network
    ├── FindingsError       status 422  exit 1   a changeset does not pass its check; nothing was published
    ├── BusyError           status 409  exit 2   another build holds the workspace
    ├── NotWritableError    status 409  exit 2   a graph that only a build may change
    ├── ExtractorError      status 502  exit 2   an extractor cannot read one document; the others go on
    │   └── ExtractorDownError                   it does not answer at all
    ├── NotFoundError       status 404  exit 2   no such release, query or resource
    ├── QueryError          status 400  exit 2   a query that cannot be parsed or may not be run
    ├── QueryTimeoutError   status 503  exit 2   a query went over its wall clock or memory
    └── StorageError        status 507  exit 3   the disk is full or cannot be written

The message says where, what and what to do. ``status`` is the HTTP status, ``exit_code`` that of the command line.
"""

from pathlib import Path


class SamspilError(Exception):
    """The base: anything that Samspil can explain."""

    status = 500
    exit_code = 3
    title = "Internal error"


class UsageError(SamspilError):
    """A command, a parameter or a setting cannot be used as given."""

    status = 400
    exit_code = 2
    title = "Unusable request"


class SourceError(SamspilError):
    """A source cannot be read as what it claims to be."""

    status = 422
    exit_code = 2
    title = "Unreadable source"

    def __init__(self, path: Path, line: int, problem: str) -> None:
        """Name the place: ``line`` counts from 1; 0 means the file as a whole."""
        # A name may hold a line end: what follows would look like a message of its own.
        name = str(path).replace("\n", "\\n")
        place = f"{name}:{line}" if line else name
        super().__init__(f"{place}: {problem}")
        self.path, self.line, self.problem = path, line, problem


class BadSourcesError(SamspilError):
    """Several sources cannot be read; the message has a line for each."""

    status = 422
    exit_code = 2
    title = "Unreadable sources"


class FetchError(SamspilError):
    """An address does not answer with a document that is read."""

    status = 422
    exit_code = 2
    title = "Unreadable address"

    def __init__(self, address: str, problem: str) -> None:
        """Name the address, and what to do."""
        super().__init__(f"{address}: {problem}")
        self.address, self.problem = address, problem


class PrivateAddressError(FetchError):
    """An address that is not on the public network."""


class FindingsError(SamspilError):
    """A changeset does not pass its check; the last release goes on serving."""

    status = 422
    exit_code = 1
    title = "The check found violations"


class BusyError(SamspilError):
    """Another process holds the workspace's write lock."""

    status = 409
    exit_code = 2
    title = "Busy"


class NotWritableError(SamspilError):
    """A write would change a graph that only a build may change."""

    status = 409
    exit_code = 2
    title = "Not writable"

    def __init__(self, graph: str, remedy: str) -> None:
        """Name the graph, and what to do."""
        super().__init__(f"{graph} cannot be written to. {remedy}")
        self.graph, self.remedy = graph, remedy


class ExtractorError(SamspilError):
    """An extractor cannot read one document; its others, and the other extractors, go on."""

    status = 502
    exit_code = 2
    title = "An extractor failed"


class ExtractorDownError(ExtractorError):
    """An extractor does not answer at all: after a few of these it is not asked again."""


class NotFoundError(SamspilError):
    """There is no such release, query or resource."""

    status = 404
    exit_code = 2
    title = "Not found"


class QueryError(SamspilError):
    """A query cannot be parsed, or may not be run here."""

    status = 400
    exit_code = 2
    title = "Bad query"


class QueryTimeoutError(SamspilError):
    """A query went over its wall clock or its memory and was stopped."""

    status = 503
    exit_code = 2
    title = "The query was stopped"


class StorageError(SamspilError):
    """The disk is full or cannot be written."""

    status = 507
    exit_code = 3
    title = "Storage problem"

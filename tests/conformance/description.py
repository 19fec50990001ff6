"""Service Description tests: the description is there, names the endpoint, and uses the vocabulary as it is meant.

W3C's manifest says what is tested in words only, so the vocabulary's own domains and ranges are the schema.
Source: https://www.w3.org/TR/sparql11-service-description/, section 3.
"""

from pyoxigraph import Literal, NamedNode, Quad

from tests.conformance.answers import Graph, read_answer
from tests.conformance.outcomes import MismatchError
from tests.conformance.suites import RDF, Case
from tests.conformance.targets import TURTLE, Service

SD = "http://www.w3.org/ns/sparql-service-description#"
# Each property: the class of what has it, and of what it leads to; None where that is any resource.
_SCHEMA = {
    "endpoint": ("Service", None),
    "feature": ("Service", "Feature"),
    "defaultEntailmentRegime": ("Service", "EntailmentRegime"),
    "supportedEntailmentProfile": ("Service", "EntailmentProfile"),
    "entailmentRegime": ("NamedGraph", "EntailmentRegime"),
    "extensionFunction": ("Service", "Function"),
    "extensionAggregate": ("Service", "Aggregate"),
    "languageExtension": ("Service", "Feature"),
    "supportedLanguage": ("Service", "Language"),
    "propertyFeature": ("Service", "Feature"),
    "defaultDataset": ("Service", "Dataset"),
    "availableGraphs": ("Service", "GraphCollection"),
    "resultFormat": ("Service", None),
    "inputFormat": ("Service", None),
    "defaultGraph": ("Dataset", "Graph"),
    "namedGraph": ("GraphCollection", "NamedGraph"),
    "name": ("NamedGraph", None),
    "graph": ("NamedGraph", "Graph"),
}
_WIDER = {"Dataset": {"GraphCollection"}, "NamedGraph": {"Graph"}}
_CLASSES = {name for pair in _SCHEMA.values() for name in pair}


def run_description(case: Case, service: Service) -> None:
    """Run a Service Description test. Raises MismatchError."""
    reply = service.send("GET", service.query_path, {"Accept": TURTLE})
    if reply.status != 200:
        raise MismatchError(f"GET {service.query_path}: {reply.status}")
    address = f"http://{service.authority}{service.query_path}"
    graph = read_answer(reply.body, reply.headers.get("content-type", ""), address)
    if not isinstance(graph, Graph) or not graph.quads:
        raise MismatchError("the answer is no RDF")
    if case.iri.endswith("#has-endpoint-triple"):
        _check_endpoint(graph.quads, address)
    if case.iri.endswith("#conforms-to-schema"):
        _check_schema(graph.quads)


def _check_endpoint(quads: tuple[Quad, ...], address: str) -> None:
    found = [quad.object for quad in quads if quad.predicate.value == f"{SD}endpoint"]
    if found != [NamedNode(address)]:
        raise MismatchError(f"sd:endpoint is {found}, not {address}")


def _check_schema(quads: tuple[Quad, ...]) -> None:
    """What is described under a class of the vocabulary must have the properties of that class, and no others of it."""
    classes: dict[object, set[str]] = {}
    for quad in quads:
        if quad.predicate.value == f"{RDF}type" and isinstance(quad.object, NamedNode):
            name = quad.object.value.removeprefix(SD)
            classes.setdefault(quad.subject, set()).update({name, *_WIDER.get(name, ())} & _CLASSES)
    if not any("Service" in names for names in classes.values()):
        raise MismatchError("nothing is an sd:Service")
    for quad in quads:
        if quad.predicate.value.startswith(SD):
            domain, wanted = _SCHEMA.get(quad.predicate.value.removeprefix(SD), (None, None))
            subject, found = classes.get(quad.subject), classes.get(quad.object)
            fits = (not subject or domain in subject) and (not found or wanted in found)
            if not fits or domain is None or isinstance(quad.object, Literal):
                raise MismatchError(f"{quad.triple} does not fit the vocabulary")

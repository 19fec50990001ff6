"""Ways to make the server call another one: each a request, and the status that it is answered with.

In the texts CANARY is the address of the canary, ALLOWED that of a server that SERVICE may ask, PORT the canary's port.
"""

import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from tests.canary import Listener, says
from tests.serving import Reply, Server

UPDATE, TURTLE, JSONLD, XML = "application/sparql-update", "text/turtle", "application/ld+json", "application/rdf+xml"
ROWS_XML = "application/sparql-results+xml"


@dataclass(frozen=True)
class Place:
    """Who takes part: a server as it comes, one that may ask ``allowed`` and hosts that are inside, and the canary."""

    closed: Server
    open: Server
    allowed: Listener
    canary: Listener
    token: str

    def filled(self, text: str) -> str:
        known = {"CANARY": self.canary.url, "ALLOWED": self.allowed.url, "PORT": str(self.canary.port)}
        for name, value in known.items():
            text = text.replace(name, value)
        return text


@dataclass(frozen=True)
class Case:
    """What is tried, and the status of the answer."""

    send: Callable[[Place], Reply]
    status: int


def query(text: str, status: int = 403, **fields: str) -> Case:
    """A query to the server as it comes."""

    def send(place: Place) -> Reply:
        return place.closed.ask(place.filled(text), **{name: place.filled(value) for name, value in fields.items()})

    return Case(send, status)


def clause(text: str, status: int = 403) -> Case:
    """A query to the server that may ask others."""
    return Case(lambda place: place.open.ask(place.filled(text)), status)


def led(location: str, status: int = 502, code: int = 307) -> Case:
    """A query to a server that is allowed, which leads elsewhere."""

    def send(place: Place) -> Reply:
        place.allowed.answers["/led"] = says(b"", status=code, Location=place.filled(location))
        return place.open.ask(place.filled("ASK { SERVICE <ALLOWED/led> { ?s ?p ?o } }"))

    return Case(send, status)


def answered(content: str, media_type: str, status: int = 502) -> Case:
    """A query to a server that is allowed, which answers with something that leads elsewhere."""

    def send(place: Place) -> Reply:
        place.allowed.answers["/answer"] = says(place.filled(content).encode(), media_type)
        return place.open.ask(place.filled("SELECT * { SERVICE <ALLOWED/answer> { ?s ?p ?o } }"))

    return Case(send, status)


def request(
    method: str, path: str, status: int, body: str = "", headers: Mapping[str, str] | None = None, **more: str
) -> Case:
    """A request of an administrator to the server as it comes."""

    def send(place: Place) -> Reply:
        given = {**(headers or {}), **{name.replace("_", "-"): value for name, value in more.items()}}
        sent = {name: place.filled(value) for name, value in given.items()}
        sent["Authorization"] = f"Bearer {place.token}"
        content = place.filled(body).encode() if body else None
        return place.closed.request(method, place.filled(path), content, sent)

    return Case(send, status)


def update(text: str, status: int = 403, path: str = "/sparql") -> Case:
    return request("POST", path, status, text, Content_Type=UPDATE)


def upload(text: str, media_type: str, status: int, path: str = "/graphs?graph=http://example.org/g") -> Case:
    return request("PUT", path, status, text, Content_Type=media_type)


def raw(head: str, status: int) -> Case:
    """A request that no client writes."""

    def send(place: Place) -> Reply:
        with socket.create_connection(("127.0.0.1", place.closed.port), timeout=60) as connection:
            connection.sendall(place.filled(head).encode())
            connection.settimeout(60)
            answer = connection.recv(64)
        return Reply(int(answer.split()[1]), {}, b"")

    return Case(send, status)


P = "PREFIX c: <CANARY/> "
G = "{ ?s ?p ?o }"
SERVICE = {
    "`SERVICE`": query(f"SELECT * {{ SERVICE <CANARY/> {G} }}"),
    "`service silent`": query(f"SELECT * {{ service silent <CANARY/> {G} }}"),
    "`SERVICESILENT<…>`, no space": query(f"SELECT * {{ SERVICESILENT<CANARY/>{G} }}"),
    "`1SERVICE`, after a number": query(f"SELECT * {{ ?s ?p 1SERVICE SILENT <CANARY/> {G} }}"),
    "`trueSERVICEc:x`": query(f"{P} SELECT * {{ ?s ?p trueSERVICEc:x {G} }}"),
    "a prefixed name": query(f"{P} SELECT * {{ SERVICE c:x {G} }}"),
    "the empty prefix, `SERVICE:x`": query(f"PREFIX : <CANARY/> SELECT * {{ SERVICE:x {G} }}"),
    "an escape in a prefixed name": query(f"{P} SELECT * {{ SERVICE SILENT c:a\\/b {G} }}"),
    "an escape in the IRI": query(f"SELECT * {{ SERVICE SILENT <CANARY/\\u0061> {G} }}"),
    "relative to `BASE`": query(f"BASE <CANARY/> SELECT * {{ SERVICE <x> {G} }}"),
    "comments between": query(f"SELECT * {{ SERVICE # {{\n SILENT # }}\n <CANARY/> # x\n {G} }}"),
    "a variable from `VALUES`": query(f"SELECT * {{ VALUES ?x {{ <CANARY/> }} SERVICE ?x {G} }}"),
    "a variable from the data": query(f"SELECT * {{ ?x a ?type SERVICE SILENT $x {G} }}"),
    "in a subquery": query(f"SELECT * {{ {{ SELECT * {{ SERVICE <CANARY/> {G} }} }} }}"),
    "in `OPTIONAL`": query(f"SELECT * {{ OPTIONAL {{ SERVICE <CANARY/> {G} }} }}"),
    "in `MINUS`": query(f"SELECT * {{ ?s ?p ?o MINUS {{ SERVICE <CANARY/> {G} }} }}"),
    "in `UNION`": query(f"SELECT * {{ {{}} UNION {{ SERVICE <CANARY/> {G} }} }}"),
    "in `GRAPH`": query(f"SELECT * {{ GRAPH ?g {{ SERVICE <CANARY/> {G} }} }}"),
    "in `LATERAL`": query(f"SELECT * {{ ?s ?p ?o LATERAL {{ SERVICE <CANARY/> {G} }} }}"),
    "in `FILTER NOT EXISTS`": query(f"SELECT * {{ FILTER NOT EXISTS {{ SERVICE <CANARY/> {G} }} }}"),
    "in an expression of `SELECT`": query(f"SELECT (EXISTS {{ SERVICE <CANARY/> {G} }} AS ?x) {{}}"),
    "in `ORDER BY`": query(f"SELECT * {{ ?s ?p ?o }} ORDER BY EXISTS {{ SERVICE <CANARY/> {G} }}"),
    "in `CONSTRUCT`": query(f"CONSTRUCT {{ ?s ?p ?o }} {{ SERVICE <CANARY/> {G} }}"),
    "in `ASK`": query(f"ASK {{ SERVICE <CANARY/> {G} }}"),
    "in `DESCRIBE`": query(f"DESCRIBE ?s {{ SERVICE <CANARY/> {G} }}"),
    "hidden by `<`": query(f"SELECT * {{ FILTER(1<2)SERVICE#>\n <CANARY/> {G} }}"),
    "hidden by `<` and quotation marks": query(f"SELECT * {{ FILTER(?a<'>') SERVICE <CANARY/> {G} #'\n }}"),
    "escapes in the word itself": query(f"SELECT * {{ SERV\\u0049CE <CANARY/> {G} }}", 400),
    "on an older release": Case(
        lambda place: place.open.get(f"/v/1/sparql?{urlencode({'query': place.filled('ASK{SERVICE<CANARY/>{}}')})}"),
        403,
    ),
    "in the editor of the page": Case(
        lambda place: place.closed.ask(place.filled(f"SELECT * {{ SERVICE <CANARY/> {G} }}"), "text/html"), 403
    ),
    "as a value of a canned query": Case(
        lambda place: place.open.get(place.filled("/queries/partners.csv?name=") + quote("} SERVICE <x> {")), 400
    ),
}
DATASETS = {
    "`FROM`": query("SELECT * FROM <CANARY/x.ttl> { ?s ?p ?o }", 200),
    "`FROM NAMED`": query("SELECT * FROM NAMED <CANARY/x.ttl> { GRAPH ?g { ?s ?p ?o } }", 200),
    "`default-graph-uri`": Case(
        lambda place: place.closed.ask("SELECT * { ?s ?p ?o }", **{"default-graph-uri": place.canary.url}), 200
    ),
    "`named-graph-uri`": Case(
        lambda place: place.closed.ask("ASK { GRAPH ?g {} }", **{"named-graph-uri": place.canary.url}), 200
    ),
    "`GRAPH <…>`": query("SELECT * { GRAPH <CANARY/x.ttl> { ?s ?p ?o } }", 200),
    "`DESCRIBE <…>`": query("DESCRIBE <CANARY/x>", 200),
    "a function with an address": query("SELECT (<CANARY/f>(1) AS ?x) {}", 400),
    "`LOAD` as a query": query("LOAD <CANARY/x.ttl>"),
}
UPDATES = {
    "`LOAD`": update("LOAD <CANARY/x.ttl>"),
    "`LOAD SILENT … INTO GRAPH`": update("LOAD SILENT <CANARY/x.ttl> INTO GRAPH <http://example.org/g>", 200),
    "`LOAD` after another operation": update("CREATE SILENT GRAPH <http://example.org/g> ; load<CANARY/x.ttl>"),
    "`LOAD` of a prefixed name": update("PREFIX c: <CANARY/> LOAD # x\n c:x"),
    "`LOAD` from a form": request(
        "POST",
        "/sparql",
        403,
        f"update={quote('LOAD <')}CANARY/{quote('>')}",
        Content_Type="application/x-www-form-urlencoded",
    ),
    "`SERVICE` in `INSERT … WHERE`": update(f"INSERT {G} WHERE {{ SERVICE SILENT <CANARY/> {G} }}"),
    "`SERVICE` in `DELETE … WHERE`, no space": update(f"DELETE {G} WHERE {{ SERVICESILENT<CANARY/>{G} }}"),
    "`USING`": update(f"INSERT {G} USING <CANARY/x.ttl> WHERE {G}", 200),
    "`USING NAMED`": update(f"INSERT {G} USING NAMED <CANARY/x.ttl> WHERE {{ GRAPH ?g {G} }}", 200),
    "`using-graph-uri`": update(f"INSERT {G} WHERE {G}", 200, "/sparql?using-graph-uri=CANARY/x.ttl"),
    "`WITH`": update(f"WITH <CANARY/x.ttl> INSERT {G} WHERE {G}", 200),
    "`COPY` from an address": update("COPY SILENT <CANARY/x.ttl> TO <http://example.org/g>", 200),
}
CONTEXT = '{"@context": "CANARY/context.jsonld", "@id": "http://example.org/a", "name": "x"}'
IMPORT = (
    '{"@context": {"@version": 1.1, "@import": "CANARY/context.jsonld"}, "@id": "http://example.org/a", "name": "x"}'
)
SCOPED = '{"@context": {"p": {"@id": "http://example.org/p", "@context": "CANARY/c"}}, "p": {"q": "x"}}'
RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:owl="http://www.w3.org/2002/07/owl#"'
ENTITY = '<!DOCTYPE r [<!ENTITY e SYSTEM "CANARY/e">]>'
SPARQL = '<sparql xmlns="http://www.w3.org/2005/sparql-results#">'
ABOUT = '<rdf:Description rdf:about="http://example.org/a">'
GRAPHS = {
    "`GET /graphs?graph=…`": request("GET", "/graphs?graph=CANARY/x.ttl", 404),
    "`PUT /graphs?graph=…` without a body": request("PUT", "/graphs?graph=CANARY/x.ttl", 415),
    "`PUT` of a graph named by an address": upload("<a:a> <a:b> 1 .", TURTLE, 201, "/graphs?graph=CANARY/x.ttl"),
    "a remote JSON-LD context": upload(CONTEXT, JSONLD, 400),
    "`@import` in a JSON-LD context": upload(IMPORT, JSONLD, 400),
    "a context inside a context": upload(SCOPED, JSONLD, 400),
    "a context by `Link`": request(
        "PUT",
        "/graphs?graph=http://example.org/g",
        400,
        "[",
        Content_Type="application/json",
        Link='<CANARY/c>; rel="http://www.w3.org/ns/json-ld#context"',
    ),
    "a JSON-LD profile with an address": upload(CONTEXT, f'{JSONLD};profile="CANARY/context.jsonld"', 400),
    "an external XML entity": upload(
        f"{ENTITY}<rdf:RDF {RDF}>{ABOUT}<owl:x>&e;</owl:x></rdf:Description></rdf:RDF>",
        XML,
        400,
    ),
    "an external DTD": upload(f'<!DOCTYPE r SYSTEM "CANARY/r.dtd"><rdf:RDF {RDF}/>', XML, 400),
    "a parameter entity": upload(f'<!DOCTYPE r [<!ENTITY % e SYSTEM "CANARY/e"> %e;]><rdf:RDF {RDF}/>', XML, 400),
    "a style sheet instruction": upload(f'<?xml-stylesheet href="CANARY/s.xsl"?><rdf:RDF {RDF}/>', XML, 201),
    "`owl:imports` in RDF/XML": upload(
        f'<rdf:RDF {RDF}>{ABOUT}<owl:imports rdf:resource="CANARY/o"/></rdf:Description></rdf:RDF>', XML, 200
    ),
    "`owl:imports` and `@base` in Turtle": upload(
        "@base <CANARY/> . @prefix o: <CANARY/o#> . <> <http://www.w3.org/2002/07/owl#imports> <o> ; o:p <x> .",
        TURTLE,
        200,
    ),
    "`file:` as a graph": request("GET", "/graphs?graph=file:///etc/passwd", 404),
}
FRONT = {
    "`Host`": Case(lambda place: place.closed.get("/sparql", TURTLE, Host=f"127.0.0.1:{place.canary.port}"), 200),
    "`X-Forwarded-Host`, `Forwarded`": request(
        "GET",
        "/",
        200,
        X_Forwarded_Host="127.0.0.1:PORT",
        X_Forwarded_For="127.0.0.1:PORT",
        Forwarded="host=127.0.0.1:PORT",
    ),
    "`Referer`, `Origin`, `Link`": request(
        "GET", "/", 200, Referer="CANARY/", Origin="CANARY", Link="<CANARY/>; rel=next"
    ),
    "`Accept` with a profile": request("GET", "/sparql", 200, Accept=f'{JSONLD};profile="CANARY/c"'),
    "`?format=…`": request("GET", "/sparql?query=ASK%7B%7D&format=CANARY/x", 406),
    "an absolute request target": raw("GET CANARY/ HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nConnection: close\r\n\r\n", 200),
    "`CONNECT`": raw("CONNECT 127.0.0.1:PORT HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n", 400),
    "a path that is an address": request("GET", "//127.0.0.1:PORT/x", 404),
}
FEDERATED = {
    "not on the list": clause(f"ASK {{ SERVICE <CANARY/> {G} }}"),
    "not on the list, `SILENT`": clause(f"ASK {{ SERVICE SILENT <CANARY/> {G} }}"),
    "a spelling that is not sure": clause(f"ASK {{ ?s ?p 1SERVICE<CANARY/>{G} }}"),
    "beside a clause that is allowed": clause(f"ASK {{ SERVICE <ALLOWED/> {G} SERVICE SILENT <CANARY/> {G} }}"),
    "inside a clause that is allowed": clause(f"ASK {{ SERVICE <ALLOWED/> {{ SERVICE <CANARY/> {G} }} }}"),
    "a variable beside one that is allowed": clause(f"ASK {{ SERVICE <ALLOWED/> {G} SERVICE ?s {G} }}"),
    "an allowed name as user": clause(f"ASK {{ SERVICE <http://localhost@127.0.0.1:PORT/> {G} }}"),
    "an allowed name after `#`": clause(f"ASK {{ SERVICE <CANARY/#@127.0.0.1> {G} }}"),
    "an allowed name in the path": clause(f"ASK {{ SERVICE <CANARY/ALLOWED/> {G} }}"),
    "a name on the list that is loopback": clause(f"ASK {{ SERVICE <http://localhost:PORT/> {G} }}", 502),
    "a mapped IPv6 address on the list": clause(f"ASK {{ SERVICE <http://[::ffff:7f00:1]:PORT/> {G} }}", 502),
    "a decimal address on the list": clause(f"ASK {{ SERVICE <http://2130706433:PORT/> {G} }}", 502),
    "an octal address on the list": clause(f"ASK {{ SERVICE <http://0177.0.0.1:PORT/> {G} }}", 502),
    "a short address on the list": clause(f"ASK {{ SERVICE <http://127.1:PORT/> {G} }}", 502),
    "`0.0.0.0` on the list": clause(f"ASK {{ SERVICE <http://0.0.0.0:PORT/> {G} }}", 502),
    "a redirect (301)": led("CANARY/x", code=301),
    "a redirect (303)": led("CANARY/x", code=303),
    "a redirect (307)": led("CANARY/x"),
    "a redirect without a scheme": led("//127.0.0.1:PORT/x"),
    "a redirect to a listed name that is loopback": led("http://localhost:PORT/x"),
    "a redirect with a user": led("http://127.0.0.1@127.0.0.1:PORT/x"),
    "an answer in JSON that links elsewhere": answered(
        '{"head":{"link":["CANARY/x"],"vars":[]},"results":{"bindings":[]}}', "application/sparql-results+json", 200
    ),
    "an answer in XML that links elsewhere": answered(
        f'{SPARQL}<head><link href="CANARY/x"/></head><results/></sparql>',
        ROWS_XML,
        200,
    ),
    "an answer with an external entity": answered(
        f'{ENTITY}{SPARQL}<head><variable name="s"/></head><results><result><binding name="s">'
        "<literal>&e;</literal></binding></result></results></sparql>",
        ROWS_XML,
    ),
    "an answer in JSON-LD with a context": answered(CONTEXT, JSONLD),
    "`file:`": clause(f"ASK {{ SERVICE <file:///etc/passwd> {G} }}"),
    "`ftp:`": clause(f"ASK {{ SERVICE <ftp://127.0.0.1:PORT/> {G} }}"),
}
CASES = {
    "SERVICE where nothing is allowed": SERVICE,
    "Data sets and names": DATASETS,
    "Updates of an administrator": UPDATES,
    "Graphs and uploads of an administrator": GRAPHS,
    "The request itself": FRONT,
    "SERVICE where one server is allowed": FEDERATED,
}

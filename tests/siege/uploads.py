"""Hostile uploads: what a bad client could send as RDF, or as the request around it.

Each has a media type and a body; some bodies are made by repetition, none is larger than 2 MB on the wire.
"""

import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

TURTLE, TRIPLES, QUADS, TRIG = "text/turtle", "application/n-triples", "application/n-quads", "application/trig"
XML, JSON = "application/rdf+xml", "application/ld+json"
_DEEP = 60_000
_RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'


@dataclass(frozen=True)
class Upload:
    """What is sent with PUT to a graph."""

    body: bytes
    media_type: str
    headers: dict[str, str] = field(default_factory=dict)


def hostile_uploads() -> dict[str, Upload]:
    """Name to upload."""
    return dict([*_nesting(), *_entities(), *_references(), *_bombs(), *_broken(), *_envelopes()])


def _nesting() -> Iterator[tuple[str, Upload]]:
    def text(kind: str, before: str, middle: str, after: str, times: int = _DEEP) -> Upload:
        return Upload((before * times + middle + after * times).encode(), kind)

    yield "lists in lists", text(TURTLE, "(", "", ")")
    yield "open lists", Upload(b"<a:a> <a:b> " + b"(" * _DEEP, TURTLE)
    yield "blank nodes in each other", Upload(b"<a:a> <a:b> " + b"[ <a:b> " * _DEEP + b"]" * _DEEP + b" .", TURTLE)
    yield (
        "triple terms",
        Upload(b"<a:a> <a:b> " + b"<<( <a:a> <a:b> " * 30_000 + b"1" + b" )>>" * 30_000 + b" .", TURTLE),
    )
    yield "triple terms in N-Triples", Upload(b"<a:a> <a:b> " + b"<<( <a:a> <a:b> " * 30_000, TRIPLES)
    yield "graphs in graphs", text(TRIG, "<a:g> {", "", "}")
    yield "arrays in arrays", text(JSON, "[", "", "]")
    yield "objects in objects", text(JSON, '{"http://a.example/b":', "1", "}")
    yield "lists of lists in JSON-LD", text(JSON, '{"http://a.example/b":{"@list":[', "1", "]}}", 30_000)
    yield "contexts in contexts", text(JSON, '{"@context":{"a":{"@id":"a:a","@context":', "{}", "}}}", 20_000)
    yield "elements in elements", Upload(f"<rdf:RDF {_RDF}>".encode() + b"<a:b xmlns:a='a:'>" * _DEEP, XML)
    yield "N3 formulas", text("text/n3", "{", "", "}")


def _entities() -> Iterator[tuple[str, Upload]]:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE x [<!ENTITY l0 "lol">{laughs}]><rdf:RDF {_RDF}><rdf:Description rdf:about="&l11;"/></rdf:RDF>'
    yield "laughs", Upload(bomb.encode(), XML)
    for name, system in (
        ("a file", "file:///etc/passwd"),
        ("a server", "http://127.0.0.1:9/x"),
        ("memory", "/dev/zero"),
    ):
        text = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{system}">]><rdf:RDF {_RDF}><a:b xmlns:a="a:">&e;</a:b></rdf:RDF>'
        yield f"an entity that is {name}", Upload(text.encode(), XML)
    text = f'<!DOCTYPE x [<!ENTITY % e SYSTEM "http://127.0.0.1:9/x.dtd"> %e;]><rdf:RDF {_RDF}/>'
    yield "a parameter entity", Upload(text.encode(), XML)
    yield (
        "a document type elsewhere",
        Upload(f'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/"><rdf:RDF {_RDF}/>'.encode(), XML),
    )
    yield "a stylesheet", Upload(f'<?xml-stylesheet href="http://127.0.0.1:9/"?><rdf:RDF {_RDF}/>'.encode(), XML)
    yield "a bomb in UTF-16", Upload(bomb.encode("utf-16"), XML)


def _references() -> Iterator[tuple[str, Upload]]:
    remote = "http://127.0.0.1:9/context.jsonld"
    for name, context in (("a context", remote), ("a list of contexts", [remote]), ("an import", {"@import": remote})):
        yield f"{name} elsewhere", Upload(json.dumps({"@context": context, "@id": "a:a", "a:b": 1}).encode(), JSON)
    text = f"<a:a> <http://www.w3.org/2002/07/owl#imports> <{remote}> ."
    yield "an ontology elsewhere", Upload(text.encode(), TURTLE)
    yield "a base that is a file", Upload(b"@base <file:///etc/> . <passwd> <a:b> <shadow> .", TURTLE)


def _bombs() -> Iterator[tuple[str, Upload]]:
    line = b"<http://a.example/subject> <http://a.example/predicate> <http://a.example/object> .\n"
    packed = gzip.compress(line * 3_000_000, 9)
    yield "a gzip bomb", Upload(packed, TRIPLES, {"Content-Encoding": "gzip"})
    yield "a deflate bomb", Upload(zlib.compress(bytes(200_000_000), 9), TRIPLES, {"Content-Encoding": "deflate"})
    yield "gzip in gzip", Upload(gzip.compress(packed), TRIPLES, {"Content-Encoding": "gzip, gzip"})
    yield "gzip that is none", Upload(b"\x1f\x8b" + bytes(1000), TRIPLES, {"Content-Encoding": "gzip"})
    yield "a coding that is none", Upload(line, TRIPLES, {"Content-Encoding": "x-none"})
    yield "a long text", Upload(b'<a:a> <a:b> "' + b"x" * 1_900_000 + b'" .', TRIPLES)
    yield "a long IRI", Upload(b"<a:" + b"x" * 1_900_000 + b"> <a:b> 1 .", TURTLE)
    yield "a long prefix", Upload(b"@prefix " + b"x" * 1_900_000 + b": <a:b> .", TURTLE)
    yield "many blank nodes alike", Upload(b"[] <a:b> [], [] .\n" * 40_000, TURTLE)
    ring = "".join(f"_:b{n} <a:b> _:b{(n + 1) % 3000} .\n_:b{n} <a:b> _:b{(n * 7) % 3000} .\n" for n in range(3000))
    yield "blank nodes that nothing tells apart", Upload(ring.encode(), TRIPLES)
    many = "".join(f"<a:{n}> <a:b> <a:c> <a:g{n}> .\n" for n in range(40_000))
    yield "many graphs", Upload(many.encode(), QUADS)
    names = "".join(f"@prefix p{n}: <a:{n}> .\n" for n in range(60_000))
    yield "many prefixes", Upload(names.encode(), TURTLE)
    yield "a number without end", Upload(b"<a:a> <a:b> " + b"9" * 1_900_000 + b" .", TURTLE)


def _broken() -> Iterator[tuple[str, Upload]]:
    yield "nothing as XML", Upload(b"", XML)
    yield "nothing as JSON", Upload(b"", JSON)
    yield "zeros", Upload(bytes(100_000), TURTLE)
    yield "bytes at random", Upload(bytes((n * 73 + 41) % 256 for n in range(100_000)), TURTLE)
    yield "not UTF-8", Upload(b'<a:a> <a:b> "\xff\xfe" .', TURTLE)
    yield "UTF-16 as Turtle", Upload("<a:a> <a:b> 1 .".encode("utf-16"), TURTLE)
    yield "an IRI that is a script", Upload(b"<javascript:alert(1)> <a:b> <data:text/html,x> .", TURTLE)
    yield "turned text", Upload("<a:a> <a:b> '\u202eevil\0' .".encode(), TURTLE)
    yield "cut off", Upload(b'<a:a> <a:b> "text', TURTLE)
    yield "JSON that is no JSON-LD", Upload(b'{"@context": 17, "@graph": null, "@id": []}', JSON)
    yield "XML as Turtle", Upload(f"<rdf:RDF {_RDF}/>".encode(), TURTLE)


def _envelopes() -> Iterator[tuple[str, Upload]]:
    turtle = b"<a:a> <a:b> 1 ."
    yield "no media type", Upload(turtle, "")
    yield "a media type that is none", Upload(turtle, "application/x-none")
    yield "a page", Upload(b"<html><script>alert(1)</script></html>", "text/html")
    yield "a form without parts", Upload(turtle, "multipart/form-data")
    yield "a form with a boundary without end", Upload(b"--x\r\n" * 50_000, "multipart/form-data; boundary=x")
    named = b'Content-Disposition: form-data; name="a"; filename="../../etc/passwd"'
    part = b"--x\r\n" + named + b"\r\nContent-Type: text/turtle\r\n\r\n"
    yield "a file with a path", Upload(part + b"@base <a:" + b"\r\n--x--", "multipart/form-data; boundary=x")
    heads = b"--x\r\n" + b"".join(b"H%d: v\r\n" % n for n in range(20_000)) + b"\r\n" + turtle + b"\r\n--x--"
    yield "a part of headers", Upload(heads, "multipart/form-data; boundary=x")
    yield "a charset that is none", Upload(turtle, "text/turtle; charset=x-none")

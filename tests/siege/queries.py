"""Hostile queries by family: nesting, planning, computing, memory, long answers, broken text, calls to others.

Each is what somebody could send to an open endpoint. They are made, not stored: a size says how far a family goes.
"""

from collections.abc import Iterator

SIZE = 15_000
_ALL = "?s ?p ?o"
_PRODUCT = " . ".join(f"?s{number} ?p{number} ?o{number}" for number in range(5))
_TEN = "0123456789"


def hostile_queries() -> dict[str, bytes]:
    """Name to the bytes of a query."""
    found = dict(_families())
    texts = {name: text.encode("utf-8", "surrogatepass") for name, text in found.items()}
    return texts | {
        "not UTF-8": b"SELECT * { ?s ?p '\xff\xfe' }",
        "UTF-16": "SELECT * { ?s ?p ?o }".encode("utf-16"),
        "half a surrogate": b"SELECT * { ?s ?p '\xed\xa0\x80' }",
        "bytes at random": bytes((number * 73 + 41) % 256 for number in range(SIZE)),
    }


def _families() -> Iterator[tuple[str, str]]:
    yield from _nesting()
    yield from _planning()
    yield from _computing()
    yield from _memory()
    yield from _long_answers()
    yield from _broken()
    yield from _calls()


def _nesting() -> Iterator[tuple[str, str]]:
    half = SIZE // 2
    yield "braces", "SELECT * " + "{" * half + "}" * half
    yield "open braces", "SELECT * " + "{" * SIZE
    yield "parentheses", "ASK { FILTER(" + "(" * half + "1" + ")" * half + ") }"
    yield "collections", "SELECT * { ?s ?p " + "(" * half + ")" * half + " }"
    yield "blank nodes", "SELECT * { ?s ?p " + "[?p " * (SIZE // 6) + "]" * (SIZE // 6) + " }"
    yield "negations", "ASK { FILTER(" + "!" * SIZE + "true) }"
    yield "signs", "ASK { FILTER(" + "-" * SIZE + "1) }"
    yield "sums", "ASK { FILTER(" + "1+" * half + "1) }"
    yield "ands", "ASK { FILTER(" + "true&&" * (SIZE // 6) + "true) }"
    yield "inverse paths", "SELECT * { ?s " + "^" * SIZE + "<a:b> ?o }"
    yield "path sequences", "SELECT * { ?s " + "<a:b>/" * (SIZE // 6) + "<a:b> ?o }"
    yield "path alternatives", "SELECT * { ?s " + "<a:b>|" * (SIZE // 6) + "<a:b> ?o }"
    yield "stars of stars", "SELECT * { ?s " + "(" * 60 + "<a:b>" + "*)" * 60 + " ?o }"
    yield "subqueries", "SELECT * { " + "{ SELECT * { " * 60 + _ALL + " } }" * 60 + " }"
    yield "optionals in each other", "SELECT * { " + "OPTIONAL { ?s ?p ?o " * 60 + "}" * 60 + " }"
    yield "exists in each other", "ASK { " + "FILTER EXISTS { ?s ?p ?o " * 60 + "}" * 60 + " }"
    yield "triple terms", "SELECT * { ?s ?p " + "<<( <a:a> <a:b> " * 900 + "1" + " )>>" * 900 + " }"
    yield "ifs", "SELECT (" + "IF(true," * 900 + "1" + ",1)" * 900 + " AS ?x) {}"
    yield "functions", "SELECT (" + "STR(" * (SIZE // 8) + "1" + ")" * (SIZE // 8) + " AS ?x) {}"


def _planning() -> Iterator[tuple[str, str]]:
    yield "a thousand patterns", "SELECT * { " + " ".join(f"?a{n} <a:b> ?a{n + 1} ." for n in range(700)) + " }"
    yield "patterns without a join", "SELECT * { " + " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(600)) + " }"
    yield "unions", "SELECT * { " + " UNION ".join(["{ ?s ?p ?o }"] * 700) + " }"
    yield "optionals in a row", "SELECT * { ?s ?p ?o " + "OPTIONAL { ?s ?p ?o } " * 600 + " }"
    yield "minus in a row", "SELECT * { ?s ?p ?o " + "MINUS { ?s ?q ?r } " * 600 + " }"
    yield "filters", "SELECT * { ?s ?p ?o " + "FILTER(?s != ?o) " * 800 + " }"
    yield "binds", "SELECT * { ?s ?p ?o " + " ".join(f"BIND(?s AS ?b{n})" for n in range(800)) + " }"
    yield "values", "SELECT * { VALUES (?a ?b) { " + "(1 2) " * 2400 + "} VALUES (?c ?d) { (1 2) } ?s ?p ?o }"
    yield "projections", "SELECT " + " ".join(f"(?s AS ?x{n})" for n in range(1000)) + " { ?s ?p ?o }"
    yield "prefixes", "".join(f"PREFIX p{n}: <a:{n}>\n" for n in range(900)) + "ASK {}"
    yield "graphs in each other", "SELECT * { " + "GRAPH ?g { " * 60 + _ALL + " }" * 60 + " }"


def _computing() -> Iterator[tuple[str, str]]:
    yield "a product", f"SELECT (COUNT(*) AS ?n) {{ {_PRODUCT} }}"
    yield "a product that finds nothing", f"SELECT * {{ {_PRODUCT} FILTER(?s0 = ?o1 && ?p2 = ?o3 && ?s0 != ?s0) }}"
    yield "a product under exists", f"ASK {{ ?s ?p ?o FILTER NOT EXISTS {{ {_PRODUCT} FILTER(?s0 = <a:none>) }} }}"
    yield "a distinct product", f"SELECT (COUNT(DISTINCT *) AS ?n) {{ {_PRODUCT} }}"
    yield "any path", "SELECT (COUNT(*) AS ?n) { ?a (!<a:none>|!^<a:none>)* ?b . ?b (!<a:none>)* ?c . ?c (!<a:n>)* ?d }"
    yield (
        "a path of any length between all",
        "SELECT * { ?a (<a:x>|!<a:x>|^<a:x>|!^<a:x>)+ ?b . ?b !<a:x>* ?c } OFFSET 99999999",
    )
    yield "an offset that is never reached", f"SELECT * {{ {_PRODUCT} }} OFFSET 9999999999 LIMIT 1"
    pattern = "(a*)*(a*)*(a*)*b"
    yield (
        "an evil pattern",
        f'SELECT * {{ ?s ?p ?o . ?a ?b ?c FILTER(REGEX("{"a" * 2000}", "{pattern}")) }} OFFSET 999999999',
    )
    yield "a huge pattern", 'ASK { ?s ?p ?o FILTER(REGEX(STR(?o), "((a{1,99}){1,99}){1,99}")) }'
    yield (
        "a pattern from the data",
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o . ?a ?b ?c . ?d ?e ?f FILTER(REGEX(STR(?o), STR(?c), STR(?f))) }",
    )
    hashes = "SHA512(" * 60 + "STR(?o)" + ")" * 60
    yield "hashes", f"SELECT (COUNT(?h) AS ?n) {{ {_PRODUCT} BIND({hashes.replace('?o', '?o0')} AS ?h) }}"
    yield "random groups", f"SELECT ?g (COUNT(*) AS ?n) {{ {_PRODUCT} BIND(RAND() AS ?g) }} GROUP BY ?g"
    yield "lateral subqueries", "SELECT * { ?s ?p ?o { SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } } }"


def _memory() -> Iterator[tuple[str, str]]:
    double = " ".join(f"BIND(CONCAT(?a{n}, ?a{n}) AS ?a{n + 1})" for n in range(40))
    yield "a text that doubles", f'SELECT (STRLEN(?a40) AS ?n) {{ BIND("{_TEN}" AS ?a0) {double} }}'
    replace = " ".join(f'BIND(REPLACE(?a{n}, ".", "{_TEN}") AS ?a{n + 1})' for n in range(20))
    yield "a text that grows tenfold", f'SELECT (STRLEN(?a20) AS ?n) {{ BIND("x" AS ?a0) {replace} }}'
    yield (
        "all in one text",
        f"SELECT (GROUP_CONCAT(?x; separator='{_TEN * 100}') AS ?all) {{ {_PRODUCT} BIND(STR(?s0) AS ?x) }}",
    )
    yield "a sorted product", f"SELECT * {{ {_PRODUCT} }} ORDER BY ?o4 ?o3 ?o2 ?o1 ?o0"
    yield "a product without repeats", f"SELECT DISTINCT * {{ {_PRODUCT} }}"
    yield "encoded again and again", f'SELECT (STRLEN({"ENCODE_FOR_URI(" * 55}"æ%{_TEN}"{")" * 55}) AS ?n) {{}}'
    yield "a number without end", "SELECT (" + "*".join(["9" * 300] * 45) + " AS ?n) {}"


def _long_answers() -> Iterator[tuple[str, str]]:
    yield "all of a product", f"SELECT * {{ {_PRODUCT} }}"
    yield "all as triples", f"CONSTRUCT {{ ?s0 ?p1 ?o2 }} WHERE {{ {_PRODUCT} }}"
    yield "new blank nodes", f"CONSTRUCT {{ [] ?p0 [ ?p1 [] ] }} WHERE {{ {_PRODUCT} }}"
    yield "descriptions of all", "DESCRIBE * { ?s ?p ?o . ?a ?b ?c . ?d ?e ?f }"


def _broken() -> Iterator[tuple[str, str]]:
    yield "nothing", ""
    yield "a NUL", "SELECT * { ?s ?p '\0' }"
    yield "turned text", "SELECT * { ?s ?p '\u202eevil\u2066' } #\u202e"
    yield "a long name", "SELECT * { ?" + "x" * SIZE + " ?p ?o }"
    yield "a long IRI", "SELECT * { <a:" + "x" * SIZE + "> ?p ?o }"
    yield "a long comment", "ASK {} #" + "x" * SIZE
    yield "only comments", "#\n" * (SIZE // 2)
    yield "an open text", 'SELECT * { ?s ?p """' + "x" * SIZE
    yield "an open IRI", "SELECT * { ?s ?p <" + "x" * SIZE
    yield "backslashes", 'ASK { FILTER("' + "\\\\" * (SIZE // 2) + '" = "") }'
    yield "less and less", "ASK { FILTER(" + "1<" * (SIZE // 3) + "1) }"
    yield "too long", "ASK {} #" + "x" * 100_000
    yield "a function that is none", "SELECT (<a:none>(1) AS ?x) {}"
    yield "a cast of everything", "SELECT * { ?s ?p ?o BIND(<http://www.w3.org/2001/XMLSchema#dateTime>(?o) AS ?x) }"


def _calls() -> Iterator[tuple[str, str]]:
    yield "another server", "SELECT * { SERVICE <http://127.0.0.1:9/sparql> { ?s ?p ?o } }"
    yield "another server, silently", "SELECT * { SERVICE SILENT <http://[::1]:9/> { ?s ?p ?o } }"
    yield "any server", "SELECT * { ?s ?p ?where SERVICE ?where { ?a ?b ?c } }"
    yield "a data set elsewhere", "SELECT * FROM <http://127.0.0.1:9/x.ttl> { ?s ?p ?o }"
    yield "a load", "LOAD <http://127.0.0.1:9/x.ttl>"
    yield "a file", "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }"

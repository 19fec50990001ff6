# A graph from a file name.
# breaks: graph-source
BASE <https://w3id.org/samspil/id/>
PREFIX dcterms: <http://purl.org/dc/terms/>
INSERT DATA { <../graph/affald> dcterms:source "affald.txt" }

# A licence as a text.
# breaks: graph-licence-iri
BASE <https://w3id.org/samspil/id/>
PREFIX dcterms: <http://purl.org/dc/terms/>
INSERT DATA { <../graph/affald> dcterms:license "CC BY 4.0" }

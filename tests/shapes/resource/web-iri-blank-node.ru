# A place is a blank node.
# breaks: web-iri
BASE <https://w3id.org/samspil/id/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
INSERT DATA { _:place a dcterms:Location ; rdfs:label "Køge"@da }

# A place that no statement names.
# finds: resource-without-evidence id/place/soroe
BASE <https://w3id.org/samspil/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
INSERT DATA { GRAPH <graph/affald> { <id/place/soroe> a dcterms:Location ; rdfs:label "Sorø"@da } }

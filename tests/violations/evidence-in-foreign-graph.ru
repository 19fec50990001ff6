# Evidence of another document.
# finds: evidence-in-foreign-graph id/evidence/4
# finds: passage-of-other-document id/evidence/4
BASE <https://w3id.org/samspil/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
DELETE DATA { GRAPH <graph/affald> { <id/evidence/4> oa:hasSource <id/document/affald> } } ;
INSERT DATA { GRAPH <graph/affald> { <id/evidence/4> oa:hasSource <id/document/andet> . <id/document/andet> a foaf:Document ; rdfs:label "Andet"@da } }

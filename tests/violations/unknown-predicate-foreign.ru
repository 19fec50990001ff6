# A predicate of a vocabulary that we do not use.
# finds: unknown-predicate https://example.org/likes
BASE <https://w3id.org/samspil/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX void: <http://rdfs.org/ns/void#>
INSERT DATA { GRAPH <graph/steward-ane> { 
  <graph/steward-ane> a void:Dataset ; rdfs:label "Added by Ane"@en ; dcterms:license <https://creativecommons.org/licenses/by/4.0/> .
  <id/partnership/affald> <https://example.org/likes> "affald" .
 } }

# Two units, each part of the other.
# finds: circular-hierarchy id/unit/a
# finds: circular-hierarchy id/unit/b
BASE <https://w3id.org/samspil/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX void: <http://rdfs.org/ns/void#>
INSERT DATA { GRAPH <graph/steward-ane> { 
  <graph/steward-ane> a void:Dataset ; rdfs:label "Added by Ane"@en ; dcterms:license <https://creativecommons.org/licenses/by/4.0/> .
  <id/unit/a> rdfs:label "A"@da ; org:unitOf <id/unit/b> .
  <id/unit/b> rdfs:label "B"@da ; org:unitOf <id/unit/a> .
 } }

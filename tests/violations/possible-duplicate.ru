# One company under two IRIs, in two letter cases.
# finds: possible-duplicate id/organization/vognmand
BASE <https://w3id.org/samspil/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX void: <http://rdfs.org/ns/void#>
INSERT DATA { GRAPH <graph/steward-ane> { 
  <graph/steward-ane> a void:Dataset ; rdfs:label "Added by Ane"@en ; dcterms:license <https://creativecommons.org/licenses/by/4.0/> .
  # What a steward told apart from it is none.
  <id/organization/vognmand-3> a org:FormalOrganization ; rdfs:label "Vognmanden" ; owl:differentFrom <id/organization/vognmand> .
  <id/organization/vognmand-2> a org:FormalOrganization ; rdfs:label "VOGNMANDEN" .
 } }

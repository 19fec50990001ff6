# A municipality without a code beside the listed one.
# finds: possible-duplicate id/municipality/koege-kommune
BASE <https://w3id.org/samspil/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX void: <http://rdfs.org/ns/void#>
INSERT DATA { GRAPH <graph/steward-ane> { 
  <graph/steward-ane> a void:Dataset ; rdfs:label "Added by Ane"@en ; dcterms:license <https://creativecommons.org/licenses/by/4.0/> .
  <id/municipality/koege-kommune> a org:FormalOrganization ; rdfs:label "Køge kommune"@nb .
 } }

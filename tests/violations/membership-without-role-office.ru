# A chair without the direct triple.
# finds: membership-without-role id/membership/5
BASE <https://w3id.org/samspil/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
PREFIX void: <http://rdfs.org/ns/void#>
INSERT DATA { GRAPH <graph/steward-ane> { 
  <graph/steward-ane> a void:Dataset ; rdfs:label "Added by Ane"@en ; dcterms:license <https://creativecommons.org/licenses/by/4.0/> .
  <id/membership/5> a org:Membership ; rdfs:label "Ida Holm in Vognmanden" ;
    org:member <id/person/ida-holm> ; org:organization <id/organization/vognmand> ; org:role samspil:role-chair .
 } }

# A partnership replaces a younger one.
# finds: replaces-later id/partnership/affald
BASE <https://w3id.org/samspil/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
PREFIX schema: <https://schema.org/>
PREFIX void: <http://rdfs.org/ns/void#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
INSERT DATA { GRAPH <graph/steward-ane> { 
  <graph/steward-ane> a void:Dataset ; rdfs:label "Added by Ane"@en ; dcterms:license <https://creativecommons.org/licenses/by/4.0/> .
  <id/partnership/affald> dcterms:replaces <id/partnership/ny> . <id/partnership/ny> a samspil:Partnership ; rdfs:label "Ny"@da ; schema:startDate "2015-02"^^xsd:gYearMonth .
 } }

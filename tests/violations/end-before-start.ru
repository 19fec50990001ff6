# A month before the year of the start.
# finds: end-before-start id/project/genbrug
BASE <https://w3id.org/samspil/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX schema: <https://schema.org/>
PREFIX void: <http://rdfs.org/ns/void#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
INSERT DATA { GRAPH <graph/steward-ane> { 
  <graph/steward-ane> a void:Dataset ; rdfs:label "Added by Ane"@en ; dcterms:license <https://creativecommons.org/licenses/by/4.0/> .
  <id/project/genbrug> schema:startDate "2014"^^xsd:gYear ; schema:endDate "2013-12"^^xsd:gYearMonth .
 } }

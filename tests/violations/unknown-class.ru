# A typing error in a class of our own.
# finds: unknown-class ontology#Projekt
# finds: dangling-reference ontology#Projekt
BASE <https://w3id.org/samspil/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
PREFIX void: <http://rdfs.org/ns/void#>
INSERT DATA { GRAPH <graph/steward-ane> { 
  <graph/steward-ane> a void:Dataset ; rdfs:label "Added by Ane"@en ; dcterms:license <https://creativecommons.org/licenses/by/4.0/> .
  <id/project/genbrug> a samspil:Projekt .
 } }

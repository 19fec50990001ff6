# A passage that is part of another document.
# finds: passage-of-other-document id/evidence/4
BASE <https://w3id.org/samspil/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX void: <http://rdfs.org/ns/void#>
DELETE DATA { GRAPH <graph/affald> { <id/evidence/4> oa:hasSelector <id/passage/affald-10-22> } } ;
INSERT DATA { GRAPH <graph/affald> { <id/evidence/4> oa:hasSelector <id/passage/andet-0-4> .
  <id/passage/andet-0-4> a oa:TextQuoteSelector ; rdfs:label "Køge"@da ; oa:exact "Køge" ; oa:start 0 ; oa:end 4 ;
    dcterms:isPartOf <id/document/brochure> } } ;
INSERT DATA { GRAPH <graph/steward-ane> { 
  <graph/steward-ane> a void:Dataset ; rdfs:label "Added by Ane"@en ; dcterms:license <https://creativecommons.org/licenses/by/4.0/> .
  <id/document/brochure> a foaf:Document ; rdfs:label "Brochure"@da .
 } }

# A second source names the partnership.
# finds: shared-name id/partnership/affald
BASE <https://w3id.org/samspil/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
PREFIX void: <http://rdfs.org/ns/void#>
INSERT DATA { GRAPH <graph/genbrug> {
  <graph/genbrug> a void:Dataset ; rdfs:label "Statements of: Genbrug"@en ; dcterms:source <id/document/genbrug> ;
    prov:wasGeneratedBy <id/run/genbrug> ; dcterms:license <https://creativecommons.org/licenses/by/4.0/> .
  <id/run/genbrug> a prov:Activity ; rdfs:label "Import of genbrug.txt"@en ; prov:used <id/document/genbrug> .
  <id/document/genbrug> a foaf:Document , prov:Entity ; rdfs:label "Genbrug"@da ; dcterms:language "da" .
  <id/passage/genbrug-0-3> a oa:TextQuoteSelector ; rdfs:label "vi "@da ; oa:exact "vi " ; oa:start 0 ; oa:end 3 ;
    dcterms:isPartOf <id/document/genbrug> .
  <id/evidence/g1> a samspil:Evidence ; rdfs:label "Evidence"@en ; rdf:subject <id/partnership/affald> ;
    rdf:predicate dcterms:spatial ; rdf:object <id/place/no-heroey-moere> ; oa:hasSource <id/document/genbrug> ;
    oa:hasSelector <id/passage/genbrug-0-3> ; prov:wasGeneratedBy <id/run/genbrug> .
  <id/partnership/affald> a samspil:Partnership ; rdfs:label "Affaldsnetværket" ;
    dcterms:spatial <id/place/no-heroey-moere> } }

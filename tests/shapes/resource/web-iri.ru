# A person is named by a javascript: IRI.
# breaks: web-iri
BASE <https://w3id.org/samspil/id/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
INSERT DATA { <javascript:alert(1)> a foaf:Person ; rdfs:label "Per" ; samspil:hasRole samspil:role-mayor }

# Evidence whose predicate is a text.
# breaks: evidence-predicate
BASE <https://w3id.org/samspil/id/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
DELETE DATA { <evidence/1> rdf:predicate samspil:leadPartner } ;
INSERT DATA { <evidence/1> rdf:predicate "leadPartner" }

# A person without a role.
# breaks: person-role
BASE <https://w3id.org/samspil/id/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
INSERT DATA { <person/uden-rolle> a foaf:Person ; rdfs:label "Ane Lund" }

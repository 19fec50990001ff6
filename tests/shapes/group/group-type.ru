# A group is a person as well.
# breaks: group-type, person-type
BASE <https://w3id.org/samspil/id/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
INSERT DATA { <group/borgere> a foaf:Person ; samspil:hasRole samspil:role-mayor }

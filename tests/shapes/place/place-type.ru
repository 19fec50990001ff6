# A place is a group as well.
# breaks: place-type, group-type
BASE <https://w3id.org/samspil/id/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
INSERT DATA { <place/dk-koege> a foaf:Group ; org:classification samspil:actor-group }

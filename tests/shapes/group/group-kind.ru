# A group without its kind.
# breaks: group-kind
BASE <https://w3id.org/samspil/id/>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
DELETE DATA { <group/borgere> org:classification samspil:actor-group }

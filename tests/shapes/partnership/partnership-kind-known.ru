# Nobody knows the kind.
# breaks: partnership-kind-known
BASE <https://w3id.org/samspil/id/>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
DELETE DATA { <partnership/affald> org:classification samspil:partnership-network }

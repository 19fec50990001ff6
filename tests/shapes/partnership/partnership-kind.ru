# A kind is not in the code list.
# breaks: partnership-kind
BASE <https://w3id.org/samspil/id/>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
INSERT DATA { <partnership/affald> org:classification samspil:partnership-club }

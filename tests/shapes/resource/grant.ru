# A grant is a bare number.
# breaks: grant
BASE <https://w3id.org/samspil/id/>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
INSERT DATA { <project/genbrug> samspil:grant 37500 }

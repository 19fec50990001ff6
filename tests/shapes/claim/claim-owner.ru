# A claim about nobody.
# breaks: claim-owner
BASE <https://w3id.org/samspil/id/>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
DELETE DATA { <partnership/affald> samspil:hasClaim <claim/vision> }

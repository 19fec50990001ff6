# A strategy that nobody has.
# breaks: strategy-owner
BASE <https://w3id.org/samspil/id/>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
DELETE DATA { <partnership/affald> samspil:hasStrategy <strategy/affald> }

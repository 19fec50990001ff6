# An amount of nothing.
# breaks: amount-use
BASE <https://w3id.org/samspil/id/>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
DELETE DATA { <project/genbrug> samspil:grant <amount/grant> }

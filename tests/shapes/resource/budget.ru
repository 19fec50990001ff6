# A budget is a bare number.
# breaks: budget, amount-use
BASE <https://w3id.org/samspil/id/>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
DELETE DATA { <project/genbrug> samspil:budget <amount/budget> } ;
INSERT DATA { <project/genbrug> samspil:budget 75000 }

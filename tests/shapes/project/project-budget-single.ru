# Two budgets.
# breaks: project-budget-single
BASE <https://w3id.org/samspil/id/>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
INSERT DATA { <project/genbrug> samspil:budget <amount/grant> }

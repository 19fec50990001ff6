# A strategy is a goal.
# breaks: strategy
BASE <https://w3id.org/samspil/id/>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
INSERT DATA { <partnership/affald> samspil:hasStrategy <goal/mindre-affald> }

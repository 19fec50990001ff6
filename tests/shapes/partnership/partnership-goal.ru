# A partnership without a goal.
# breaks: partnership-goal
BASE <https://w3id.org/samspil/id/>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
DELETE DATA { <partnership/affald> samspil:hasGoal <goal/mindre-affald> }

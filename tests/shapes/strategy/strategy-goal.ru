# A strategy without a goal.
# breaks: strategy-goal
BASE <https://w3id.org/samspil/id/>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
DELETE DATA { <strategy/affald> samspil:hasGoal <goal/mindre-affald> }

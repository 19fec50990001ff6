# A goal is a place.
# breaks: goal
BASE <https://w3id.org/samspil/id/>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
INSERT DATA { <partnership/affald> samspil:hasGoal <place/dk-koege> }

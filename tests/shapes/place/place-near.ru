# A place is near a goal.
# breaks: place-near
BASE <https://w3id.org/samspil/id/>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
INSERT DATA { <place/dk-koege> samspil:locatedNear <goal/mindre-affald> }

# An office is housed by a goal.
# breaks: unit-host
BASE <https://w3id.org/samspil/id/>
PREFIX schema: <https://schema.org/>
INSERT DATA { <unit/miljoe> schema:location <goal/mindre-affald> }

# Two target years.
# breaks: goal-target-year-single
BASE <https://w3id.org/samspil/id/>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
INSERT DATA { <goal/mindre-affald> samspil:targetYear "2035"^^xsd:gYear }

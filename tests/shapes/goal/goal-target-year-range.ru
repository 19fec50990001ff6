# A target year of three hundred years ago.
# breaks: goal-target-year-range
BASE <https://w3id.org/samspil/id/>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
DELETE DATA { <goal/mindre-affald> samspil:targetYear "2030"^^xsd:gYear } ;
INSERT DATA { <goal/mindre-affald> samspil:targetYear "1730"^^xsd:gYear }

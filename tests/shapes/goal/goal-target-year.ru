# A target year is a date.
# breaks: goal-target-year
BASE <https://w3id.org/samspil/id/>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
DELETE DATA { <goal/mindre-affald> samspil:targetYear "2030"^^xsd:gYear } ;
INSERT DATA { <goal/mindre-affald> samspil:targetYear "2030-12-31"^^xsd:date }

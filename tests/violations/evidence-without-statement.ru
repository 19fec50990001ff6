# The target year was taken away, its evidence was not.
# finds: evidence-without-statement id/evidence/5
BASE <https://w3id.org/samspil/>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
DELETE DATA { GRAPH <graph/affald> { <id/goal/mindre-affald> samspil:targetYear "2030"^^xsd:gYear } }

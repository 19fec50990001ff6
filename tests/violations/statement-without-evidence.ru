# A goal that no evidence names.
# finds: statement-without-evidence id/partnership/affald
# finds: resource-without-evidence id/goal/mindre-stoej
BASE <https://w3id.org/samspil/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
INSERT DATA { GRAPH <graph/affald> { <id/partnership/affald> samspil:hasGoal <id/goal/mindre-stoej> . <id/goal/mindre-stoej> a samspil:Goal ; rdfs:label "mindre støj"@da } }

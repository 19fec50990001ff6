# A goal that nobody has.
# breaks: goal-owner
BASE <https://w3id.org/samspil/id/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
INSERT DATA { <goal/alene> a samspil:Goal ; rdfs:label "ro"@da ; dcterms:subject samspil:theme-waste }

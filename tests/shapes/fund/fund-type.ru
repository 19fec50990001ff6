# A fund is a goal as well.
# breaks: fund-type
BASE <https://w3id.org/samspil/id/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
INSERT DATA { <fund/eruf> a samspil:Goal ; dcterms:subject samspil:theme-waste . <partnership/affald> samspil:hasGoal <fund/eruf> }

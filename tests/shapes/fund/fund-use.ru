# A fund that pays for nothing.
# breaks: fund-use
BASE <https://w3id.org/samspil/id/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
INSERT DATA { <fund/tom> a samspil:Fund ; rdfs:label "Den tomme fond"@da }

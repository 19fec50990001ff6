# A partnership has two Danish labels.
# breaks: label-language
BASE <https://w3id.org/samspil/id/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
INSERT DATA { <partnership/affald> rdfs:label "Netværket for affald"@da }

# A label is a number.
# breaks: label-text
BASE <https://w3id.org/samspil/id/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
DELETE DATA { <country/dk> rdfs:label "Danmark"@da } ;
INSERT DATA { <country/dk> rdfs:label 45 }

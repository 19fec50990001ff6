# Two sources give two starts.
# breaks: start-date-single
BASE <https://w3id.org/samspil/id/>
PREFIX schema: <https://schema.org/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
INSERT DATA { <partnership/affald> schema:startDate "2013"^^xsd:gYear }

# Two sources give two ends.
# breaks: end-date-single
BASE <https://w3id.org/samspil/id/>
PREFIX schema: <https://schema.org/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
INSERT DATA { <project/genbrug> schema:endDate "2015"^^xsd:gYear }

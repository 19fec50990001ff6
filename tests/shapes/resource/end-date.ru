# An end is a plain text.
# breaks: end-date
BASE <https://w3id.org/samspil/id/>
PREFIX schema: <https://schema.org/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
DELETE DATA { <project/genbrug> schema:endDate "2014-12-31"^^xsd:date } ;
INSERT DATA { <project/genbrug> schema:endDate "2014-12-31" }

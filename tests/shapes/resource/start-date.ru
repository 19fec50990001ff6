# A season is not a date.
# breaks: start-date
BASE <https://w3id.org/samspil/id/>
PREFIX schema: <https://schema.org/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
DELETE DATA { <partnership/affald> schema:startDate "2014"^^xsd:gYear } ;
INSERT DATA { <partnership/affald> schema:startDate "foråret 2014"@da }

# The thirtieth of February is not a day.
# breaks: start-date
BASE <https://w3id.org/samspil/id/>
PREFIX schema: <https://schema.org/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
DELETE DATA { <project/genbrug> schema:startDate "2014-01-01"^^xsd:date } ;
INSERT DATA { <project/genbrug> schema:startDate "2014-02-30"^^xsd:date }

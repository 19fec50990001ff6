# A project without start and end.
# breaks: project-period
BASE <https://w3id.org/samspil/id/>
PREFIX schema: <https://schema.org/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
DELETE DATA { <project/genbrug> schema:startDate "2014-01-01"^^xsd:date ; schema:endDate "2014-12-31"^^xsd:date }

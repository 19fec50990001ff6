# The birth date of a person.
# breaks: person-birth
BASE <https://w3id.org/samspil/id/>
PREFIX schema: <https://schema.org/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
INSERT DATA { <person/ida-holm> schema:birthDate "1970-01-01"^^xsd:date }

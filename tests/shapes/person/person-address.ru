# The home of a person.
# breaks: person-address
BASE <https://w3id.org/samspil/id/>
PREFIX schema: <https://schema.org/>
INSERT DATA { <person/ida-holm> schema:address "Torvet 1, Køge" }

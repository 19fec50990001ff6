# The phone number of a person.
# breaks: person-phone
BASE <https://w3id.org/samspil/id/>
PREFIX schema: <https://schema.org/>
INSERT DATA { <person/ida-holm> schema:telephone "25 70 23 52" }

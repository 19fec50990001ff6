# The e-mail address of a person as a text.
# breaks: person-mail
BASE <https://w3id.org/samspil/id/>
PREFIX schema: <https://schema.org/>
INSERT DATA { <person/ida-holm> schema:email "ida.holm@example.org" }

# The e-mail address of a person.
# breaks: person-mail
BASE <https://w3id.org/samspil/id/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
INSERT DATA { <person/ida-holm> foaf:mbox <mailto:ida.holm@example.org> }

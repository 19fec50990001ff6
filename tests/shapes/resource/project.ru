# A project is an organisation.
# breaks: project
BASE <https://w3id.org/samspil/id/>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
INSERT DATA { <partnership/affald> samspil:hasProject <organization/vognmand> }

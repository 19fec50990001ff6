# An organisation is a place as well.
# breaks: organization-type, place-type
BASE <https://w3id.org/samspil/id/>
PREFIX dcterms: <http://purl.org/dc/terms/>
INSERT DATA { <organization/vognmand> a dcterms:Location }

# A document in two languages.
# breaks: document-language
BASE <https://w3id.org/samspil/id/>
PREFIX dcterms: <http://purl.org/dc/terms/>
INSERT DATA { <document/affald> dcterms:language "sv" }

# A document without its file name.
# breaks: document-file-name
BASE <https://w3id.org/samspil/id/>
PREFIX dcterms: <http://purl.org/dc/terms/>
DELETE DATA { <document/affald> dcterms:identifier "affald.txt" }

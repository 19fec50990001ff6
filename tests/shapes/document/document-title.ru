# A document without a title.
# breaks: document-title
BASE <https://w3id.org/samspil/id/>
PREFIX dcterms: <http://purl.org/dc/terms/>
DELETE DATA { <document/affald> dcterms:title "Om Affaldsnetværket"@da }

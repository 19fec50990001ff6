# A language is written as a word.
# breaks: language-tag
BASE <https://w3id.org/samspil/id/>
PREFIX dcterms: <http://purl.org/dc/terms/>
DELETE DATA { <document/affald> dcterms:language "da" } ;
INSERT DATA { <document/affald> dcterms:language "Dansk" }

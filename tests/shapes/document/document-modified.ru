# A change in Danish notation.
# breaks: document-modified
BASE <https://w3id.org/samspil/id/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
DELETE DATA { <document/affald> dcterms:modified "2017-03-23"^^xsd:date } ;
INSERT DATA { <document/affald> dcterms:modified "23.3.2017" }

# A graph from nowhere.
# breaks: graph-origin
BASE <https://w3id.org/samspil/id/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX prov: <http://www.w3.org/ns/prov#>
DELETE DATA { <../graph/affald> dcterms:source <document/affald> ; prov:wasGeneratedBy <run/affald> }

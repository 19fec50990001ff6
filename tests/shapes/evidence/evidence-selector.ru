# Evidence whose passage is a document.
# breaks: evidence-selector
BASE <https://w3id.org/samspil/id/>
PREFIX oa: <http://www.w3.org/ns/oa#>
DELETE DATA { <evidence/1> oa:hasSelector <passage/affald-10-22> } ;
INSERT DATA { <evidence/1> oa:hasSelector <document/affald> }

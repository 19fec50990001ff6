# Evidence without a source.
# breaks: evidence-source
BASE <https://w3id.org/samspil/id/>
PREFIX oa: <http://www.w3.org/ns/oa#>
DELETE DATA { <evidence/1> oa:hasSource <document/affald> }

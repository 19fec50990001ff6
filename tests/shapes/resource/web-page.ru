# A page has no scheme.
# breaks: web-page
BASE <https://w3id.org/samspil/id/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
INSERT DATA { <partnership/affald> rdfs:seeAlso "www.example.org" }

# A passage that ends where it starts.
# breaks: passage-order
BASE <https://w3id.org/samspil/id/>
PREFIX oa: <http://www.w3.org/ns/oa#>
DELETE DATA { <passage/affald-10-22> oa:start 10 } ;
INSERT DATA { <passage/affald-10-22> oa:start 22 }

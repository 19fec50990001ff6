# A passage with a negative start.
# breaks: passage-start
BASE <https://w3id.org/samspil/id/>
PREFIX oa: <http://www.w3.org/ns/oa#>
DELETE DATA { <passage/affald-10-22> oa:start 10 } ;
INSERT DATA { <passage/affald-10-22> oa:start -10 }

# Offsets that count UTF-16 units.
# finds: quote-length id/passage/affald-10-22
BASE <https://w3id.org/samspil/>
PREFIX oa: <http://www.w3.org/ns/oa#>
DELETE DATA { GRAPH <graph/affald> { <id/passage/affald-10-22> oa:end 22 } } ;
INSERT DATA { GRAPH <graph/affald> { <id/passage/affald-10-22> oa:end 23 } }

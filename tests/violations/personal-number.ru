# A quote that takes the number below the name with it.
# finds: personal-number id/passage/affald-10-22
BASE <https://w3id.org/samspil/>
PREFIX oa: <http://www.w3.org/ns/oa#>
INSERT DATA { GRAPH <graph/affald> { <id/passage/affald-10-22> oa:suffix "Mobil: 12 34 56 78" } }

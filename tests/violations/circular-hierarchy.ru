# A theme under itself.
# finds: circular-hierarchy id/theme/genbrug
BASE <https://w3id.org/samspil/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
INSERT DATA { GRAPH <graph/affald> { <id/theme/genbrug> skos:broader <id/theme/genbrug> } }

# A theme with nothing above it.
# finds: theme-without-official-theme id/theme/genbrug
BASE <https://w3id.org/samspil/>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
DELETE DATA { GRAPH <graph/affald> { <id/theme/genbrug> skos:broader samspil:theme-waste } }

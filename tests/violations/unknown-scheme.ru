# A theme in a scheme that nobody describes.
# finds: unknown-scheme id/theme/genbrug
BASE <https://w3id.org/samspil/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
INSERT DATA { GRAPH <graph/affald> { <id/theme/genbrug> skos:inScheme <https://example.org/themes> } }

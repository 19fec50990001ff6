# One theme is broader and related.
# breaks: concept-related
BASE <https://w3id.org/samspil/id/>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
INSERT DATA { <theme/genbrug> skos:related samspil:theme-waste }

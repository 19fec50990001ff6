# A theme in no scheme.
# breaks: concept-scheme
BASE <https://w3id.org/samspil/id/>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
DELETE DATA { <theme/genbrug> skos:inScheme samspil:source-themes }

# A broader theme that nobody describes.
# breaks: concept-broader
BASE <https://w3id.org/samspil/id/>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
INSERT DATA { <theme/genbrug> skos:broader samspil:theme-unknown }

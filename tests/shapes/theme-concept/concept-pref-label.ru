# A theme without a preferred label.
# breaks: concept-pref-label
BASE <https://w3id.org/samspil/id/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
DELETE DATA { <theme/genbrug> skos:prefLabel "genbrug"@da }

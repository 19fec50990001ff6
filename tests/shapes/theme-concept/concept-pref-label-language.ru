# A theme with two preferred labels in Danish.
# breaks: concept-pref-label-language
BASE <https://w3id.org/samspil/id/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
INSERT DATA { <theme/genbrug> skos:prefLabel "genanvendte ting"@da }

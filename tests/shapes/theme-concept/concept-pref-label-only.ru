# One word as preferred and as other label.
# breaks: concept-pref-label-only
BASE <https://w3id.org/samspil/id/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
INSERT DATA { <theme/genbrug> skos:altLabel "genbrug"@da }

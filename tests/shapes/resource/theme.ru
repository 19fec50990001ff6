# A theme is not described as a concept.
# breaks: theme
BASE <https://w3id.org/samspil/id/>
PREFIX dcterms: <http://purl.org/dc/terms/>
INSERT DATA { <partnership/affald> dcterms:subject <theme/luft> }

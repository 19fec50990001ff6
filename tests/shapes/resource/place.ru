# A partnership lies in a municipality instead of a place.
# breaks: place
BASE <https://w3id.org/samspil/id/>
PREFIX dcterms: <http://purl.org/dc/terms/>
INSERT DATA { <partnership/affald> dcterms:spatial <municipality/dk-koege> }

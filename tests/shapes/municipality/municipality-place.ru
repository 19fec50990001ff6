# A municipality without a place.
# breaks: municipality-place
BASE <https://w3id.org/samspil/id/>
PREFIX dcterms: <http://purl.org/dc/terms/>
DELETE DATA { <municipality/dk-koege> dcterms:spatial <place/dk-koege> }

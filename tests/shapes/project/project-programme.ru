# A project is part of a place.
# breaks: project-programme
BASE <https://w3id.org/samspil/id/>
PREFIX dcterms: <http://purl.org/dc/terms/>
INSERT DATA { <project/genbrug> dcterms:isPartOf <place/dk-koege> }

# A programme without a project.
# breaks: programme-parts
BASE <https://w3id.org/samspil/id/>
PREFIX dcterms: <http://purl.org/dc/terms/>
DELETE DATA { <project/genbrug> dcterms:isPartOf <programme/oeresund> }

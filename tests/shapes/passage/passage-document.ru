# A passage of a place.
# breaks: passage-document
BASE <https://w3id.org/samspil/id/>
PREFIX dcterms: <http://purl.org/dc/terms/>
DELETE DATA { <passage/affald-10-22> dcterms:isPartOf <document/affald> } ;
INSERT DATA { <passage/affald-10-22> dcterms:isPartOf <place/dk-koege> }

# A programme is part of a fund.
# breaks: programme-whole
BASE <https://w3id.org/samspil/id/>
PREFIX dcterms: <http://purl.org/dc/terms/>
INSERT DATA { <programme/interreg> dcterms:isPartOf <fund/eruf> }

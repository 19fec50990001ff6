# A passage with empty words.
# breaks: passage-exact
BASE <https://w3id.org/samspil/id/>
PREFIX oa: <http://www.w3.org/ns/oa#>
DELETE DATA { <passage/affald-10-22> oa:exact "Køge Kommune" } ;
INSERT DATA { <passage/affald-10-22> oa:exact "" }

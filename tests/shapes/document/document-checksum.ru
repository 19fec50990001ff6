# A checksum that is too short.
# breaks: document-checksum
BASE <https://w3id.org/samspil/id/>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
DELETE DATA { <document/affald> samspil:sha256 "0000000000000000000000000000000000000000000000000000000000000000" } ;
INSERT DATA { <document/affald> samspil:sha256 "00" }

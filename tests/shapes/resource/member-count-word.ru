# The number of members is a word.
# breaks: member-count
BASE <https://w3id.org/samspil/id/>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
DELETE DATA { <partnership/affald> samspil:memberCount 3 } ;
INSERT DATA { <partnership/affald> samspil:memberCount "tre"@da }

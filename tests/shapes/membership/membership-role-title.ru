# A title without a language.
# breaks: membership-role-title
BASE <https://w3id.org/samspil/id/>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
DELETE DATA { <membership/3> samspil:roleTitle "Borgmester"@da } ;
INSERT DATA { <membership/3> samspil:roleTitle "Borgmester" }

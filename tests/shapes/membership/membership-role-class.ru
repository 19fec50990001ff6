# A role that is not in the code list.
# breaks: membership-role-class
BASE <https://w3id.org/samspil/id/>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
DELETE DATA { <membership/2> org:role samspil:role-partner } ;
INSERT DATA { <membership/2> org:role samspil:theme-waste }

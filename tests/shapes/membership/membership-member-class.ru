# A member is a goal.
# breaks: membership-member-class
BASE <https://w3id.org/samspil/id/>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
INSERT DATA { <membership/4> a org:Membership ; rdfs:label "?" ; org:member <goal/mindre-affald> ; org:organization <partnership/affald> ; org:role samspil:role-partner }

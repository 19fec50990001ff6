# A membership with two roles.
# breaks: membership-role
BASE <https://w3id.org/samspil/id/>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
INSERT DATA { <membership/2> org:role samspil:role-lead-partner }

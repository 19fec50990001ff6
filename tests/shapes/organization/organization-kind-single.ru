# An organisation is a company and an association.
# breaks: organization-kind-single
BASE <https://w3id.org/samspil/id/>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
INSERT DATA { <organization/vognmand> org:classification samspil:actor-association }

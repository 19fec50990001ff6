# An organisation without a kind.
# breaks: organization-sector
BASE <https://w3id.org/samspil/id/>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
DELETE DATA { <organization/vognmand> org:classification samspil:actor-company }

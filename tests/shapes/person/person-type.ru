# A person is a unit as well.
# breaks: person-type
BASE <https://w3id.org/samspil/id/>
PREFIX org: <http://www.w3.org/ns/org#>
INSERT DATA { <person/ida-holm> a org:OrganizationalUnit ; org:unitOf <municipality/dk-koege> }

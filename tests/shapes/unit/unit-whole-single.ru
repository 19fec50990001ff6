# A unit of two organisations.
# breaks: unit-whole-single
BASE <https://w3id.org/samspil/id/>
PREFIX org: <http://www.w3.org/ns/org#>
INSERT DATA { <unit/miljoe> org:unitOf <organization/vognmand> }

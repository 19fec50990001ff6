# A unit that belongs to nobody.
# breaks: unit-whole
BASE <https://w3id.org/samspil/id/>
PREFIX org: <http://www.w3.org/ns/org#>
DELETE DATA { <unit/miljoe> org:unitOf <municipality/dk-koege> }

# A unit is part of a place.
# breaks: unit-whole-class
BASE <https://w3id.org/samspil/id/>
PREFIX org: <http://www.w3.org/ns/org#>
DELETE DATA { <unit/miljoe> org:unitOf <municipality/dk-koege> } ;
INSERT DATA { <unit/miljoe> org:unitOf <place/dk-koege> }

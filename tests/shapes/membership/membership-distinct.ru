# A municipality is a member of itself.
# breaks: membership-distinct
BASE <https://w3id.org/samspil/id/>
PREFIX org: <http://www.w3.org/ns/org#>
DELETE DATA { <membership/3> org:member <person/ida-holm> } ;
INSERT DATA { <membership/3> org:member <municipality/dk-koege> }

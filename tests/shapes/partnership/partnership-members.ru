# One actor with two roles is one member.
# breaks: partnership-members
BASE <https://w3id.org/samspil/id/>
PREFIX org: <http://www.w3.org/ns/org#>
DELETE DATA { <membership/2> org:member <organization/vognmand> } ;
INSERT DATA { <membership/2> org:member <municipality/dk-koege> }

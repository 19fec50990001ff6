# A membership with two members.
# breaks: membership-member
BASE <https://w3id.org/samspil/id/>
PREFIX org: <http://www.w3.org/ns/org#>
INSERT DATA { <membership/3> org:member <group/borgere> }

# A membership without a member.
# breaks: membership-member
BASE <https://w3id.org/samspil/id/>
PREFIX org: <http://www.w3.org/ns/org#>
DELETE DATA { <membership/3> org:member <person/ida-holm> }

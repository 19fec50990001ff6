# A membership without an organisation.
# breaks: membership-organization
BASE <https://w3id.org/samspil/id/>
PREFIX org: <http://www.w3.org/ns/org#>
DELETE DATA { <membership/3> org:organization <municipality/dk-koege> }

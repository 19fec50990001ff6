# A municipality lacks the class of organisations.
# breaks: public-organisation-formal
BASE <https://w3id.org/samspil/id/>
PREFIX org: <http://www.w3.org/ns/org#>
DELETE DATA { <municipality/dk-koege> a org:FormalOrganization }

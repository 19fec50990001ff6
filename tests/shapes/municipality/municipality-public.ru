# A municipality that is not a public organisation.
# breaks: municipality-public
BASE <https://w3id.org/samspil/id/>
PREFIX cv: <http://data.europa.eu/m8g/>
DELETE DATA { <municipality/dk-koege> a cv:PublicOrganisation }

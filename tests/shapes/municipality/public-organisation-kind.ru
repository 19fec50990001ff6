# A company is a public organisation.
# breaks: public-organisation-kind
BASE <https://w3id.org/samspil/id/>
PREFIX cv: <http://data.europa.eu/m8g/>
INSERT DATA { <organization/vognmand> a cv:PublicOrganisation }

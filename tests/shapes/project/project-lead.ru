# Two lead partners.
# breaks: project-lead
BASE <https://w3id.org/samspil/id/>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
INSERT DATA { <project/genbrug> samspil:leadPartner <organization/vognmand> }

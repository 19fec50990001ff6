# Two lead partners.
# breaks: partnership-lead
BASE <https://w3id.org/samspil/id/>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
INSERT DATA { <partnership/affald> samspil:leadPartner <organization/vognmand> }

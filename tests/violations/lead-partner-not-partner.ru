# The rule did not run.
# finds: lead-partner-not-partner id/partnership/affald
BASE <https://w3id.org/samspil/>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
DELETE DATA { GRAPH <graph/derived-lead-partner-is-partner> { <id/partnership/affald> samspil:hasPartner <id/municipality/dk-koege> } }

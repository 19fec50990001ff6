# The source writes a company without its legal form, and its municipality without the word for it.
# finds: other-spelling id/organization/vognmand
BASE <https://w3id.org/samspil/>
PREFIX adms: <http://www.w3.org/ns/adms#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
INSERT DATA {
  GRAPH <graph/affald> { <id/organization/vognmand> skos:altLabel "Vognmand" . <id/municipality/dk-koege> skos:altLabel "Køge" }
  GRAPH <graph/reference-municipalities> {
    <id/municipality/dk-koege> adms:identifier <id/identifier/dk-259> . <id/identifier/dk-259> a adms:Identifier ; rdfs:label "DK 259" }
}

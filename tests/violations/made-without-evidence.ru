# The evidence no longer says which claim it made.
# finds: made-without-evidence id/claim/vision
BASE <https://w3id.org/samspil/>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
DELETE DATA { GRAPH <graph/affald> { <id/evidence/10> samspil:makes <id/claim/vision> } }

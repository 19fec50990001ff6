# A claim without a kind.
# breaks: claim-kind
BASE <https://w3id.org/samspil/id/>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
DELETE DATA { <claim/vision> samspil:claimKind samspil:claim-vision }

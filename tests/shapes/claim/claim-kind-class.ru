# A claim of a kind that nobody describes.
# breaks: claim-kind-class
BASE <https://w3id.org/samspil/id/>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
DELETE DATA { <claim/vision> samspil:claimKind samspil:claim-vision } ;
INSERT DATA { <claim/vision> samspil:claimKind samspil:claim-dream }

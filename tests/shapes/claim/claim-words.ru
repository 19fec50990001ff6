# A claim with two sentences.
# breaks: claim-words
BASE <https://w3id.org/samspil/id/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
INSERT DATA { <claim/vision> rdf:value "et Køge uden støj"@da }

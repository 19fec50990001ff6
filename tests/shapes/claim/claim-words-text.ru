# A claim with empty words.
# breaks: claim-words-text
BASE <https://w3id.org/samspil/id/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
DELETE DATA { <claim/vision> rdf:value "et Køge uden affald"@da } ;
INSERT DATA { <claim/vision> rdf:value ""@da }

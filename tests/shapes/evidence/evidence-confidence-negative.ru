# A confidence below 0.
# breaks: evidence-confidence
BASE <https://w3id.org/samspil/id/>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
DELETE DATA { <evidence/1> samspil:confidence 0.9 } ;
INSERT DATA { <evidence/1> samspil:confidence -0.1 }

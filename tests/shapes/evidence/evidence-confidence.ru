# A confidence in per cent.
# breaks: evidence-confidence
BASE <https://w3id.org/samspil/id/>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
DELETE DATA { <evidence/1> samspil:confidence 0.9 } ;
INSERT DATA { <evidence/1> samspil:confidence 90.0 }

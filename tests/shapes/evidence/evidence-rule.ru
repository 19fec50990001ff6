# Evidence without a rule.
# breaks: evidence-rule
BASE <https://w3id.org/samspil/id/>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
DELETE DATA { <evidence/1> samspil:extractionRule <rule/lead-partner> }

# Evidence made a project.
# breaks: evidence-makes
BASE <https://w3id.org/samspil/id/>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
INSERT DATA { <evidence/1> samspil:makes <project/genbrug> }

# Evidence with two subjects.
# breaks: evidence-subject
BASE <https://w3id.org/samspil/id/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
INSERT DATA { <evidence/1> rdf:subject <project/genbrug> }

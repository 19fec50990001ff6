# Evidence without an object.
# breaks: evidence-object
BASE <https://w3id.org/samspil/id/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
DELETE DATA { <evidence/1> rdf:object <municipality/dk-koege> }

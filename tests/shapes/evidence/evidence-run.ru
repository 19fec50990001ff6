# Evidence from two runs.
# breaks: evidence-run
BASE <https://w3id.org/samspil/id/>
PREFIX prov: <http://www.w3.org/ns/prov#>
INSERT DATA { <evidence/1> prov:wasGeneratedBy <run/2> }

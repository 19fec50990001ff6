# A graph that says nothing of itself.
# finds: undescribed-graph graph/stray
BASE <https://w3id.org/samspil/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
INSERT DATA { GRAPH <graph/stray> { <id/goal/mindre-affald> skos:altLabel "ikke så meget affald"@da } }

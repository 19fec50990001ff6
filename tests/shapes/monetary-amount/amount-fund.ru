# A place grants money.
# breaks: amount-fund
BASE <https://w3id.org/samspil/id/>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
INSERT DATA { <amount/budget> samspil:grantedBy <place/dk-koege> }

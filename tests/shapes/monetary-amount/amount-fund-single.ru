# Two givers of one amount.
# breaks: amount-fund-single
BASE <https://w3id.org/samspil/id/>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
INSERT DATA { <amount/grant> samspil:grantedBy <municipality/dk-koege> }

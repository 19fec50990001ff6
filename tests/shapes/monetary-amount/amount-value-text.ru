# A budget with a thousands mark.
# breaks: amount-value
BASE <https://w3id.org/samspil/id/>
PREFIX schema: <https://schema.org/>
DELETE DATA { <amount/budget> schema:value 75000.0 } ;
INSERT DATA { <amount/budget> schema:value "75.000" }

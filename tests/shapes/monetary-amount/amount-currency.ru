# A currency in words.
# breaks: amount-currency
BASE <https://w3id.org/samspil/id/>
PREFIX schema: <https://schema.org/>
DELETE DATA { <amount/budget> schema:currency "EUR" } ;
INSERT DATA { <amount/budget> schema:currency "kr." }

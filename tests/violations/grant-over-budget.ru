# A grant of twice the budget.
# finds: grant-over-budget id/project/genbrug
BASE <https://w3id.org/samspil/>
PREFIX schema: <https://schema.org/>
DELETE DATA { GRAPH <graph/affald> { <id/amount/grant> schema:value 37500.0 } } ;
INSERT DATA { GRAPH <graph/affald> { <id/amount/grant> schema:value 150000.0 } }

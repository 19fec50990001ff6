# A code with letters.
# breaks: municipality-code-format
BASE <https://w3id.org/samspil/id/>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
DELETE DATA { <municipality/dk-koege> org:identifier "259"^^samspil:code-DK } ;
INSERT DATA { <municipality/dk-koege> org:identifier "DK-259"^^samspil:code-DK }

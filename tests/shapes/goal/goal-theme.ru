# A goal without a theme.
# breaks: goal-theme
BASE <https://w3id.org/samspil/id/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
DELETE DATA { <goal/mindre-affald> dcterms:subject samspil:theme-waste }

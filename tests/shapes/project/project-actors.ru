# Nobody takes part in the project.
# breaks: project-actors
BASE <https://w3id.org/samspil/id/>
PREFIX adms: <http://www.w3.org/ns/adms#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
PREFIX schema: <https://schema.org/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
INSERT DATA { <project/alene> a samspil:Project ; rdfs:label "Alene"@da ; adms:status samspil:status-started ; schema:startDate "2014"^^xsd:gYear }

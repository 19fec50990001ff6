# A graph without a licence.
# finds: undescribed-graph graph/rules
BASE <https://w3id.org/samspil/>
PREFIX dcterms: <http://purl.org/dc/terms/>
DELETE DATA { GRAPH <graph/rules> { <graph/rules> dcterms:license <https://creativecommons.org/licenses/by/4.0/> } }

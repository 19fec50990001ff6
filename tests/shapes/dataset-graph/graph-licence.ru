# A graph without a licence.
# breaks: graph-licence
BASE <https://w3id.org/samspil/id/>
PREFIX dcterms: <http://purl.org/dc/terms/>
DELETE DATA { <../graph/affald> dcterms:license <https://creativecommons.org/licenses/by/4.0/> }

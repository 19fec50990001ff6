# A document without licence and rights.
# breaks: document-licence
BASE <https://w3id.org/samspil/id/>
PREFIX dcterms: <http://purl.org/dc/terms/>
DELETE DATA { <document/affald> dcterms:license <https://creativecommons.org/licenses/by/4.0/> }

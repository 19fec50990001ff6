# A status is not in the code list.
# breaks: status
BASE <https://w3id.org/samspil/id/>
PREFIX adms: <http://www.w3.org/ns/adms#>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
DELETE DATA { <project/genbrug> adms:status samspil:status-ongoing } ;
INSERT DATA { <project/genbrug> adms:status samspil:status-sleeping }

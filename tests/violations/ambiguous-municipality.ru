# A source speaks of one of two municipalities of one name.
# finds: ambiguous-municipality id/municipality/no-heroey-moere
BASE <https://w3id.org/samspil/>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
INSERT DATA { GRAPH <graph/affald> { <id/partnership/affald> samspil:hasPartner <id/municipality/no-heroey-moere> .
  <id/evidence/20> a samspil:Evidence ; rdfs:label "Evidence"@en ; samspil:makes <id/membership/20> ;
    rdf:subject <id/partnership/affald> ; rdf:predicate samspil:hasPartner ; rdf:object <id/municipality/no-heroey-moere> ;
    oa:hasSource <id/document/affald> ; oa:hasSelector <id/passage/affald-10-22> .
  <id/membership/20> a org:Membership ; rdfs:label "Herøy kommune in Affaldsnetværket" ;
    org:organization <id/partnership/affald> ; org:member <id/municipality/no-heroey-moere> ; org:role samspil:role-partner } }

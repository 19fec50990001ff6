# A phone number with words.
# breaks: organization-phone
BASE <https://w3id.org/samspil/id/>
PREFIX schema: <https://schema.org/>
DELETE DATA { <organization/vognmand> schema:telephone "+45 89 40 22 13" } ;
INSERT DATA { <organization/vognmand> schema:telephone "ring efter kl. 9" }

# An identifier is an IRI.
# breaks: organization-identifier
BASE <https://w3id.org/samspil/id/>
PREFIX org: <http://www.w3.org/ns/org#>
INSERT DATA { <organization/vognmand> org:identifier <https://example.org/12345678> }

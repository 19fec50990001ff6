# A document is about a word.
# breaks: document-about
BASE <https://w3id.org/samspil/id/>
PREFIX schema: <https://schema.org/>
INSERT DATA { <document/affald> schema:about "affald"@da }

# Two texts before the passage.
# breaks: passage-prefix
BASE <https://w3id.org/samspil/id/>
PREFIX oa: <http://www.w3.org/ns/oa#>
INSERT DATA { <passage/affald-10-22> oa:prefix "og " }

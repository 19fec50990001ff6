# Two texts after the passage.
# breaks: passage-suffix
BASE <https://w3id.org/samspil/id/>
PREFIX oa: <http://www.w3.org/ns/oa#>
INSERT DATA { <passage/affald-10-22> oa:suffix "!" }

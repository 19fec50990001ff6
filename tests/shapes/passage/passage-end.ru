# A passage without an end.
# breaks: passage-end
BASE <https://w3id.org/samspil/id/>
PREFIX oa: <http://www.w3.org/ns/oa#>
DELETE DATA { <passage/affald-10-22> oa:end 22 }

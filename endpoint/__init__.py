"""The way out: a release answers SPARQL, links and pages; and the command line."""

"""The web server: requests in, SPARQL and linked data out; pages are handed on."""

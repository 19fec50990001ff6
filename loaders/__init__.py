"""The way in: documents and tables become statements, statements become quads, quads become a checked release."""

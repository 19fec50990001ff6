"""Pages for people, made from the same release."""

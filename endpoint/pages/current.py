"""The site that the current Flask request belongs to."""

from flask import current_app

from endpoint.http.site import Site


def site() -> Site:
    """What ``create_app`` was given."""
    served: Site = current_app.extensions["samspil"]
    return served

"""Routes of what a domain sets up for itself, for the gateway and the core."""

from typing import Final

from flask import Blueprint

domain_resources: Final = Blueprint("domain", __name__)
for resource in tuple[Blueprint, ...](()):
    domain_resources.register_blueprint(resource)

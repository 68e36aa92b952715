"""/docs: Swagger UI for the OpenAPI description, without any external resource."""

from pathlib import Path
from typing import Final

import flask_swagger_ui
from flask import Blueprint, Response, send_from_directory

from seller_orders.adapters.shared.wire.json_codec import encode

_HERE: Final = Path(__file__).parent
_SWAGGER_UI: Final = Path(flask_swagger_ui.__file__).parent / "dist"
_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)

docs: Final = Blueprint("docs", __name__)


@docs.get("/")
def start_page() -> Response:
    """Return where the documentation is; browsers go there."""
    # Relative, because a reverse proxy may serve the API below a path.
    found = {"docs": "docs", "openapi": "openapi.json"}
    return Response(encode(found), 302, {"Location": "docs"}, content_type="application/json")


@docs.get("/docs")
def page() -> Response:
    """Return the page."""
    response = send_from_directory(_HERE, "index.html")
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@docs.get("/docs/start.js")
def start() -> Response:
    """Return the script that starts Swagger UI."""
    return send_from_directory(_HERE, "start.js")


@docs.get(
    "/docs/<any('index.css', 'swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'):name>"
)
def part(name: str) -> Response:
    """Return a file of the Swagger UI package."""
    return send_from_directory(_SWAGGER_UI, name)

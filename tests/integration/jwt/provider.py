"""Identity provider that publishes keys and signs tokens."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Final

import jwt
from attrs import define, field
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import get_default_algorithms

ISSUER: Final = "https://id.example.com/"
AUDIENCE: Final = "seller-orders"


def claims(**changes: Any) -> dict[str, Any]:
    """Return the claims of a valid token; None omits a claim."""
    now = int(time.time())
    good = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "auth0|anna",
        "exp": now + 3600,
        "domains": ["dom_1", "dom_2"],
        "scope": "openid orders:read orders:write",
    }
    return {name: value for name, value in (good | changes).items() if value is not None}


def new_key(algorithm: str) -> Any:
    """Return a private key for an algorithm."""
    if algorithm.startswith(("RS", "PS")):
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)
    if algorithm.startswith("ES"):
        return ec.generate_private_key(ec.SECP256R1())
    return ed25519.Ed25519PrivateKey.generate() if algorithm == "EdDSA" else b"k" * 32


@define
class Provider:
    """Keys by id, each with its algorithm."""

    keys: dict[str, tuple[str, Any]] = field(factory=dict)
    fetches: int = 0

    def add(self, key_id: str, algorithm: str, key: Any = None) -> None:
        """Add a key."""
        self.keys[key_id] = (algorithm, key or new_key(algorithm))

    def token(self, key_id: str, headers: dict[str, Any] | None = None, **changes: Any) -> str:
        """Sign a token with a key."""
        algorithm, key = self.keys[key_id]
        payload = json.dumps(claims(**changes)).encode()
        return jwt.PyJWS().encode(payload, key, algorithm, {"kid": key_id, **(headers or {})})

    @property
    def document(self) -> dict[str, Any]:
        """The published JWK Set, with the public key of each pair."""
        return {"keys": [self._published(key_id) for key_id in self.keys]}

    def _published(self, key_id: str) -> dict[str, Any]:
        algorithm, key = self.keys[key_id]
        shown = key if isinstance(key, bytes) else key.public_key()
        published = json.loads(get_default_algorithms()[algorithm].to_jwk(shown))
        return {**published, "kid": key_id, "alg": algorithm, "use": "sig"}

    def publish(self, file: Path) -> None:
        """Write the keys to a file, atomically."""
        new = file.with_suffix(".new")
        new.write_text(json.dumps(self.document))
        new.rename(file)


@contextmanager
def published(provider: Provider) -> Iterator[str]:
    """Publish the keys at a URL while the block runs."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            provider.fetches += 1
            body = json.dumps(provider.document).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/jwks.json"
        finally:
            server.shutdown()

import base64
import hmac
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from seller_orders.adapters.outbound.jwt.key_sets import key_set
from seller_orders.adapters.outbound.jwt.token_verifier import JwtTokenVerifier
from seller_orders.application.access import Principal, Scope
from tests.integration.jwt.provider import AUDIENCE, ISSUER, Provider, claims, new_key

ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA", "HS256")
ANNA = Principal(
    "jwt:auth0|anna", frozenset({"dom_1", "dom_2"}), frozenset({Scope.READ, Scope.WRITE})
)


@pytest.fixture(scope="module")
def provider() -> Provider:
    provider = Provider()
    for algorithm in ALGORITHMS:
        provider.add(algorithm, algorithm)
    return provider


@pytest.fixture
def verifier(provider: Provider, tmp_path: Path) -> JwtTokenVerifier:
    return verifier_of(provider, tmp_path)


def verifier_of(
    provider: Provider, folder: Path, algorithms: tuple[str, ...] = ALGORITHMS
) -> JwtTokenVerifier:
    provider.publish(folder / "jwks.json")
    keys = key_set(str(folder / "jwks.json"))
    return JwtTokenVerifier(keys=keys, issuer=ISSUER, audience=AUDIENCE, algorithms=algorithms)


def forged(token: str, header: dict[str, Any]) -> str:
    """The token with another header and the original signature."""
    encoded = base64.urlsafe_b64encode(json.dumps(header).encode()).decode().rstrip("=")
    return f"{encoded}.{token.split('.', 1)[1]}"


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_valid_token_gives_its_principal(
    provider: Provider, verifier: JwtTokenVerifier, algorithm: str
):
    assert verifier.verify(provider.token(algorithm)) == ANNA
    assert verifier.verify(provider.token(algorithm, aud=["other", AUDIENCE])) == ANNA


LONG_AGO, FAR_AHEAD = 1_000_000_000, 100_000_000_000


@pytest.mark.parametrize(
    "wrong",
    [
        *({name: None} for name in ("exp", "iss", "aud", "sub")),
        {"exp": LONG_AGO},
        {"exp": "soon"},
        {"nbf": FAR_AHEAD},
        {"iat": FAR_AHEAD},
        {"iss": "https://id.example.org/"},
        {"iss": [ISSUER]},
        {"aud": "seller-orders-2"},
        {"aud": []},
        {"sub": ""},
        {"sub": "a\nb"},
        {"sub": "x" * 151},
        {"domains": "dom_1"},
        {"domains": [1]},
        {"scope": ["orders:read"]},
    ],
    ids=str,
)
def test_one_invalid_claim_rejects_the_token(
    provider: Provider, verifier: JwtTokenVerifier, wrong: dict[str, Any]
):
    assert verifier.verify(provider.token("RS256", **wrong)) is None


def test_without_domains_or_scopes_nothing_is_permitted(
    provider: Provider, verifier: JwtTokenVerifier
):
    principal = verifier.verify(provider.token("RS256", domains=None, scope=None))

    assert principal == Principal("jwt:auth0|anna", frozenset(), frozenset())
    assert not principal.covers("dom_1")


FORGERIES: dict[str, Callable[[Provider], str]] = {
    "no algorithm": lambda p: forged(p.token("RS256"), {"alg": "none", "kid": "RS256"}),
    "no signature": lambda p: jwt.encode(claims(), "", "none", {"kid": "RS256"}),
    "another algorithm": lambda p: forged(p.token("RS256"), {"alg": "PS256", "kid": "RS256"}),
    "an algorithm that is not listed": lambda p: jwt.encode(
        claims(), p.keys["RS256"][1], "RS512", {"kid": "RS256"}
    ),
    "the key of another": lambda p: jwt.encode(
        claims(), new_key("RS256"), "RS256", {"kid": "RS256"}
    ),
    "an unknown key": lambda p: p.token("RS256", {"kid": "other"}),
    "no key": lambda p: jwt.encode(claims(), p.keys["RS256"][1], "RS256"),
    "a key that is a number": lambda p: forged(p.token("RS256"), {"alg": "RS256", "kid": 1}),
    "a key of its own": lambda p: jwt.encode(
        claims(), b"k" * 32, "HS256", {"kid": "other", "jwk": {"kty": "oct", "k": "a2s"}}
    ),
    "a critical header that is unknown": lambda p: p.token("RS256", {"crit": ["x"], "x": 1}),
    "other claims": lambda p: ".".join(
        (
            *(p.token("RS256").split(".")[0], p.token("RS256", sub="eve").split(".")[1]),
            p.token("RS256").split(".")[2],
        )
    ),
    "no token": lambda _: "a.b.c",
    "nothing": lambda _: "",
    "two dots": lambda _: "..",
    "characters that are none of a token's": lambda _: "é.\udcff.c",
    "a very long token": lambda p: p.token("RS256", note="x" * 10_000),
    "deep nesting": lambda p: forged(p.token("RS256"), {}) + "[" * 5_000,
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES)
def test_a_forged_token_is_rejected(
    provider: Provider, verifier: JwtTokenVerifier, forge: Callable[[Provider], str]
):
    assert verifier.verify(forge(provider)) is None


def test_the_public_key_is_not_accepted_as_a_secret(provider: Provider, verifier: JwtTokenVerifier):
    shown = provider.keys["RS256"][1].public_key()
    secret = shown.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    unsigned = forged(provider.token("RS256"), {"alg": "HS256", "kid": "RS256"}).rpartition(".")[0]
    signature = base64.urlsafe_b64encode(hmac.digest(secret, unsigned.encode(), "sha256"))

    assert verifier.verify(f"{unsigned}.{signature.decode().rstrip('=')}") is None


@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
@pytest.mark.parametrize(
    ("algorithm", "key"),
    [
        ("HS256", b"k"),
        ("HS256", b"k" * 31),
        ("RS256", rsa.generate_private_key(public_exponent=65537, key_size=1024)),
    ],
    ids=["a secret of 1 byte", "a secret of 31 bytes", "an RSA key of 1024 bits"],
)
def test_a_key_that_is_too_short_is_rejected(tmp_path: Path, algorithm: str, key: Any):
    provider = Provider()
    provider.add("short", algorithm, key)

    assert verifier_of(provider, tmp_path).verify(provider.token("short")) is None


def test_only_listed_algorithms_are_accepted(provider: Provider, tmp_path: Path):
    verifier = verifier_of(provider, tmp_path, ("ES256",))

    assert verifier.verify(provider.token("ES256")) == ANNA
    assert verifier.verify(provider.token("HS256")) is None
    assert verifier.verify(provider.token("RS256")) is None

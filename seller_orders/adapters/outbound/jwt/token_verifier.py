"""Verification of an identity provider's tokens, with every check explicit (RFC 8725)."""

from collections.abc import Sequence
from typing import Any, Final

import jwt
from attrs import field, frozen
from jwt.exceptions import PyJWTError

from seller_orders.adapters.outbound.jwt.key_sets import KeySet
from seller_orders.application.access import Principal, Scope

_REQUIRED: Final = ["exp", "iss", "aud", "sub"]
_MAX_TOKEN: Final = 8 * 1024
_MAX_SUBJECT: Final = 150


def _reader() -> jwt.PyJWT:
    return jwt.PyJWT(options={"enforce_minimum_key_length": True, "require": _REQUIRED})


@frozen(kw_only=True)
class JwtTokenVerifier:
    """Verifier of tokens that one of the provider's keys signed with a listed algorithm.

    The claim ``domains`` lists the subject's domains, ``scope`` its scopes, separated by spaces.
    Tokens signed with a key too short for its algorithm (RFC 7518) are rejected.
    """

    keys: KeySet
    issuer: str
    audience: str
    algorithms: Sequence[str]
    _jwt: jwt.PyJWT = field(factory=_reader, init=False)

    def verify(self, token: str) -> Principal | None:
        """Return the token's principal. Returns None if the token is invalid."""
        if len(token) > _MAX_TOKEN:
            return None
        try:
            header = jwt.get_unverified_header(token)
            if header.get("alg") not in self.algorithms:
                return None
            key = self.keys.find(str(header.get("kid", "")))
            if key is None:
                return None
            claims = self._jwt.decode(
                token,
                key,
                algorithms=self.algorithms,
                issuer=self.issuer,
                audience=self.audience,
            )
        except (PyJWTError, ValueError, RecursionError):
            return None
        return _principal(claims)


def _principal(claims: dict[str, Any]) -> Principal | None:
    subject, domains, scope = claims["sub"], claims.get("domains", []), claims.get("scope", "")
    if not (
        1 <= len(subject) <= _MAX_SUBJECT
        and subject.isprintable()
        and isinstance(domains, list)
        and all(isinstance(domain, str) for domain in domains)
        and isinstance(scope, str)
    ):
        return None
    known = frozenset(Scope) & frozenset(scope.split())
    return Principal(f"jwt:{subject}", frozenset(domains), frozenset(Scope(each) for each in known))

"""Decision on a change of a domain's settings: from the stored version to the next one."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from attrs import frozen
from returns.result import Failure, Result, Success

from seller_orders.application.ports.secret_box import SecretBox
from seller_orders.application.ports.settings_codec import SettingsCodec
from seller_orders.application.ports.settings_repository import StoredSettings
from seller_orders.application.settings.checks import SettingsChecks
from seller_orders.application.settings.secret_fields import (
    WITH_SECRETS,
    masked,
    secret_at,
    with_secrets,
)
from seller_orders.application.settings.view import SettingsViews
from seller_orders.domain.domain_settings import SECTIONS
from seller_orders.domain.payment_connection import url_options
from seller_orders.domain.refusals import FieldProblem, InvalidFields, NoSecretKeys, Path, Refusal
from seller_orders.domain.secret_text import MASK

MAX_BYTES: Final = 256 * 1024
"""Largest document of a domain, as JSON in UTF-8."""
_MAX_PROBLEMS: Final = 50
_PATH_OF_URL: Final = re.compile(r"(?<![:/])[/?#].*", re.DOTALL)


@frozen(kw_only=True)
class SettingsDecider:
    """Checks a new document, and encrypts its secrets."""

    codec: SettingsCodec
    checks: SettingsChecks
    box: SecretBox
    views: SettingsViews

    def replaced(
        self, domain_id: str, stored: StoredSettings, document: Mapping[str, Any]
    ) -> Result[dict[str, Any], Refusal]:
        """Return the sections of a document that replaces all that the domain has set."""
        return self._sections(domain_id, stored, document)

    def patched(
        self, domain_id: str, stored: StoredSettings, patch: Mapping[str, Any]
    ) -> Result[dict[str, Any], Refusal]:
        """Return the sections after a JSON merge patch of what a reader sees (RFC 7396).

        A section that the domain has not set is patched as the installation has it. Connections
        with secrets start empty, because the domain has none of the installation's secrets.
        """
        seen = self.views.view(stored)
        own = {name: seen.sections[name] for name in SECTIONS if seen.sources[name] == "domain"}
        start = {name: seen.sections[name] for name in SECTIONS if name not in WITH_SECRETS} | own
        touched = {name: _merged(start.get(name), each) for name, each in patch.items()}
        # A newer release may have stored sections that this one does not know.
        unknown = {name: each for name, each in stored.sections.items() if name not in SECTIONS}
        changed = self._sections(domain_id, stored, own | touched)
        return changed.map(lambda sections: unknown | sections)

    def _sections(
        self, domain_id: str, stored: StoredSettings, document: Mapping[str, Any]
    ) -> Result[dict[str, Any], Refusal]:
        read = self.codec.read(document)
        sections = self.codec.write(read.values)
        if problems := [
            *read.problems,
            *self.checks.problems(read.values),
            *_problems_of_masks(sections, stored),
            *_problems_of_size(sections),
        ]:
            return Failure(InvalidFields(tuple(problems[:_MAX_PROBLEMS])))
        if not self.box.can_encrypt and _has_new_secret(sections):
            return Failure(NoSecretKeys())
        return Success(with_secrets(sections, self._encryption(domain_id, stored)))

    def _encryption(self, domain_id: str, stored: StoredSettings) -> Any:
        def encrypted(path: Path, secret: str) -> str | None:
            if secret == MASK:
                return secret_at(stored.sections, path)
            return self.box.encrypt(secret, place_of(domain_id, path))

        return encrypted


def place_of(domain_id: str, path: Path) -> tuple[str, ...]:
    """Return the place that a secret of the settings is bound to."""
    return (domain_id, "settings", *map(str, path))


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return the former and the new value of each section that differs, masked."""
    names = (*SECTIONS, *sorted({*before, *after} - {*SECTIONS}))
    shown_before, shown_after = masked(before), masked(after)
    return {
        name: {"from": shown_before.get(name), "to": shown_after.get(name)}
        for name in names
        if before.get(name) != after.get(name)
    }


def _merged(value: Any, patch: Any) -> Any:
    """Return a value after a JSON merge patch."""
    if not isinstance(patch, Mapping):
        return patch
    merged = dict(value) if isinstance(value, Mapping) else {}
    for name, each in patch.items():
        if each is None:
            merged.pop(name, None)
        else:
            merged[name] = _merged(merged.get(name), each)
    return merged


def _problems_of_masks(sections: Mapping[str, Any], stored: StoredSettings) -> list[FieldProblem]:
    problems = list[FieldProblem]()

    def check(path: Path, secret: str) -> str:
        if secret == MASK and secret_at(stored.sections, path) is None:
            detail = (
                f"{MASK} keeps a secret, but the domain has stored none here: send it, or leave "
                "the entry out."
            )
            problems.append(FieldProblem("required", detail, path))
        elif secret == MASK and _receiver(sections, path) != _receiver(stored.sections, path):
            detail = (
                f"{MASK} keeps a secret for the same host and kind of provider only: send it, too."
            )
            problems.append(FieldProblem("required", detail, path))
        return secret

    with_secrets(sections, check)
    return problems


def _receiver(sections: Mapping[str, Any], path: Path) -> tuple[str | None, Mapping[str, str]]:
    """Return what decides where a secret is sent: a provider's kind, and the hosts of its URLs.

    A seller who changed these alone would get the secret sent there, and so read it.
    """
    section, provider_id = path[:2]
    provider = sections[str(section)][provider_id]
    urls = url_options(provider["options"]) if section == "payments" else {"url": provider["url"]}
    return provider.get("kind"), {name: _PATH_OF_URL.sub("", url) for name, url in urls.items()}


def _has_new_secret(sections: Mapping[str, Any]) -> bool:
    return masked(sections) != sections


def _problems_of_size(sections: Mapping[str, Any]) -> list[FieldProblem]:
    size = len(json.dumps(sections, ensure_ascii=False).encode())
    if size <= MAX_BYTES:
        return []
    detail = f"It must have at most {MAX_BYTES:,} bytes as JSON; this document has {size:,}."
    return [FieldProblem("out_of_range", detail)]

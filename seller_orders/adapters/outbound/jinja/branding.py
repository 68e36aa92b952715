"""How a domain wants its customers written to: a folder of its own may say so.

In ``<folder>/<domain_id>/``, and in ``<folder>/`` for all that have none, may be:

- ``style.toml``: ``name`` (the shop's), ``language``, ``mail_from`` and ``sms_from``;
- ``phrases.toml``: phrases in other words, by the names that they have in the languages' files;
- templates in place of ours, under their names: ``fulfillment.html``, ``fulfillment.txt``, …
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, Self

from attrs import frozen

from seller_orders.adapters.shared.mail_address import mail_address
from seller_orders.application.ports.outbox import DeliveryError

_PACKAGE: Final = files("seller_orders.adapters.outbound.jinja")
_STYLE: Final = frozenset({"name", "language", "mail_from", "sms_from"})
LANGUAGES: Final = ("de", "en", "es", "fr")


@frozen(kw_only=True)
class Branding:
    """A domain's. ``folders`` are where its own templates may be, the nearest first."""

    name: str | None = None
    language: str = "en"
    mail_from: str | None = None
    sms_from: str | None = None
    phrases: Mapping[str, str]
    folders: tuple[Path, ...] = ()

    @classmethod
    def of(cls, domain_id: str, folder: Path | None) -> Self:
        """Read it anew: a change of the files is a change of the next notification.

        Raises DeliveryError where a file cannot be read as what it should be.
        """
        folders = [] if folder is None else [folder]
        # An id has no slash in it, but may be one of these, or the name of a file.
        if folder is not None and domain_id not in {".", ".."}:
            folders.insert(0, folder / domain_id)
        said = dict[str, Any]()
        phrases = dict[str, str]()
        for each in reversed(folders):
            said |= _read(each / "style.toml", _STYLE)
            phrases |= _read(each / "phrases.toml", frozenset(_language("en")))
        language = said.get("language", "en")
        if language not in LANGUAGES:
            raise DeliveryError(f"style.toml: language is one of {', '.join(LANGUAGES)}")
        return cls(**said, phrases=_language(language) | phrases, folders=tuple(folders))

    @property
    def mail_sender(self) -> str | None:
        """The address that mails are from, None where none is given."""
        if self.mail_from is None:
            return None
        try:
            return mail_address(self.mail_from).addr_spec
        except ValueError as error:
            raise DeliveryError("style.toml: mail_from is no e-mail address") from error


def _read(file: Path, names: frozenset[str]) -> dict[str, str]:
    try:
        said = tomllib.loads(file.read_text())
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, ValueError) as error:
        raise DeliveryError(f"{file.name} cannot be read: {error}") from error
    for name, value in said.items():
        if name not in names:
            raise DeliveryError(f"{file.name}: {name} is not one of {', '.join(sorted(names))}")
        if not isinstance(value, str):
            raise DeliveryError(f"{file.name}: {name} is a text")
    return said


@cache
def _language(language: str) -> dict[str, str]:
    """Return a language's phrases by their names."""
    return tomllib.loads((_PACKAGE / "languages" / f"{language}.toml").read_text())

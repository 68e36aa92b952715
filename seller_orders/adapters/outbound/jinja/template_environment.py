"""The sandbox that templates of notifications are rendered in."""

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from jinja2 import (
    ChoiceLoader,
    DictLoader,
    FileSystemLoader,
    PackageLoader,
    StrictUndefined,
    TemplateNotFound,
)
from jinja2.sandbox import ImmutableSandboxedEnvironment

from seller_orders.adapters.outbound.jinja.own_template_guard import guarded, written

_FORMS: Final = frozenset({"html", "txt", "sms"})
_PACKAGE: Final = "seller_orders.adapters.outbound.jinja"

TEMPLATE_NAMES: Final = tuple(
    sorted(each.name for each in files(_PACKAGE).joinpath("templates").iterdir())
)
"""File names of the built-in templates."""


class TemplateEnvironment(ImmutableSandboxedEnvironment):
    """Sandbox of a domain's ``own`` templates and those that it does not replace.

    The own ones include others by their bare file name alone: the folder of the installation
    contains those of other domains.
    """

    def __init__(self, own: Mapping[str, str], folders: tuple[Path, ...]) -> None:
        package = PackageLoader(_PACKAGE)
        super().__init__(
            loader=ChoiceLoader([DictLoader(own), *map(FileSystemLoader, folders), package]),
            autoescape=lambda name: name is not None and name.endswith(".html"),
            undefined=StrictUndefined,
            finalize=written if own else None,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._own = frozenset(own)
        if own:
            self.filters = guarded(self.filters)

    def join_path(self, template: str, parent: str) -> str:
        """Return the name of a template that another one includes, imports or extends."""
        if parent in self._own and ("/" in template or template.rpartition(".")[2] not in _FORMS):
            raise TemplateNotFound(template)
        return template


def template_environment(
    own: Mapping[str, str], folders: tuple[Path, ...], colon: str
) -> TemplateEnvironment:
    """Return the environment; its macros know the language's ``colon``."""
    return _environment(tuple(sorted(own.items())), folders, colon)


@lru_cache(256)
def _environment(
    own: tuple[tuple[str, str], ...], folders: tuple[Path, ...], colon: str
) -> TemplateEnvironment:
    environment = TemplateEnvironment(dict(own), folders)
    environment.globals["colon"] = colon
    return environment

"""Trial of the phrases and templates that a domain sets."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from attrs import frozen
from jinja2 import TemplateSyntaxError

from seller_orders.adapters.outbound.jinja.branding import phrases_of
from seller_orders.adapters.outbound.jinja.notification_composer import JinjaNotificationComposer
from seller_orders.adapters.outbound.jinja.sample_notifications import sample
from seller_orders.adapters.outbound.jinja.template_environment import (
    TEMPLATE_NAMES,
    template_environment,
)
from seller_orders.adapters.outbound.jinja.template_limits import beyond_limits
from seller_orders.adapters.shared.mail_address import mail_address
from seller_orders.application.outbox_messages import Template
from seller_orders.application.ports.outbox import DeliveryError
from seller_orders.application.settings.installation_settings import InstallationSettings
from seller_orders.domain.domain_settings import DomainSettings
from seller_orders.domain.notification_settings import NotificationSettings
from seller_orders.domain.refusals import FieldProblem

_PLACEHOLDER: Final = re.compile(r"%\((\w+)\)s")
_SHARED: Final = frozenset({"layout", "parts"})


@frozen
class JinjaNotificationTexts:
    """Formats each phrase, and renders each template, as it would be for a sample order."""

    def problems(self, notifications: NotificationSettings) -> Sequence[FieldProblem]:
        """Return what is wrong, with paths below the section."""
        found = [
            *_problems_of_sender(notifications.mail_from),
            *_problems_of_phrases(notifications.phrases),
            *_problems_of_names(notifications.templates),
        ]
        found.extend(_syntax_errors(notifications.templates))
        # Texts that are wrong in themselves would fail in every sample.
        return found or [*_problems_of_samples(notifications)]


def _problems_of_sender(sender: str | None) -> Iterator[FieldProblem]:
    if sender is None:
        return
    try:
        mail_address(sender)
    except ValueError:
        detail = "It must be an e-mail address, such as orders@shop.example."
        yield FieldProblem("invalid", detail, ("mail_from",))


def _problems_of_phrases(phrases: Mapping[str, str]) -> Iterator[FieldProblem]:
    known = phrases_of("en")
    for name, phrase in phrases.items():
        path = ("phrases", name)
        if name not in known:
            detail = f"There is no phrase {name}; the names are those of the built-in languages."
            yield FieldProblem("unknown_field", detail, path)
            continue
        placeholders = {*_PLACEHOLDER.findall(known[name])}
        # Widths such as %(number)9999999s are refused with everything else.
        rest = _PLACEHOLDER.sub("", phrase.replace("%%", ""))
        if "%" in rest or not placeholders.issuperset(_PLACEHOLDER.findall(phrase)):
            names = ", ".join(f"%({each})s" for each in sorted(placeholders)) or "none"
            detail = f"It cannot be formatted. Its placeholders: {names}. A percent sign is %%."
            yield FieldProblem("invalid", detail, path)


def _problems_of_names(templates: Mapping[str, str]) -> Iterator[FieldProblem]:
    for name in templates:
        if name not in TEMPLATE_NAMES:
            detail = f"There is no template {name}; the names are {', '.join(TEMPLATE_NAMES)}."
            yield FieldProblem("unknown_field", detail, ("templates", name))


def _syntax_errors(templates: Mapping[str, str]) -> Iterator[FieldProblem]:
    environment = template_environment(templates, (), "")
    for name in templates:
        try:
            # Compiling computes constants, so it comes after the limits.
            reason = beyond_limits(name, environment)
            if reason is None:
                environment.compile(templates[name])
        except TemplateSyntaxError as error:
            detail = f"Line {error.lineno} does not compile: {error.message}"
            yield _invalid(name, detail)
        except (RecursionError, SyntaxError):
            yield _invalid(name, "It nests too deep to compile")
        except ValueError:
            yield _invalid(name, "A number in it has too many digits")
        else:
            if reason is not None:
                yield _invalid(name, reason)


def _problems_of_samples(own: NotificationSettings) -> Iterator[FieldProblem]:
    composer = JinjaNotificationComposer(
        settings=InstallationSettings(DomainSettings(notifications=own))
    )
    for name in own.templates:
        stem, _, form = name.partition(".")
        write: Any = composer.sms if form == "sms" else composer.email
        samples = Template if stem in _SHARED else (Template(stem),)
        for template in samples:
            try:
                write(sample(template))
            except DeliveryError as error:
                detail = f"It cannot be rendered for a sample of {template}: {_reason(error)}"
                yield _invalid(name, detail)
                break


def _invalid(name: str, detail: str) -> FieldProblem:
    return FieldProblem("invalid", f"{detail.rstrip('.')}.", ("templates", name))


def _reason(error: DeliveryError) -> str:
    # Samples have no customer's data.
    cause = error.__cause__
    return str(error) if cause is None else f"{type(cause).__name__}: {cause}"

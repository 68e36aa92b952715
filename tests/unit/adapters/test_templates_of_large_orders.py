"""Templates that a domain sets, written for orders that are much larger than the sample."""

from typing import Final

import pytest
from attrs import evolve

from seller_orders.adapters.outbound.jinja.notification_composer import JinjaNotificationComposer
from seller_orders.adapters.outbound.jinja.notification_texts import JinjaNotificationTexts
from seller_orders.adapters.outbound.jinja.sample_notifications import sample
from seller_orders.adapters.outbound.jinja.template_environment import template_environment
from seller_orders.adapters.outbound.jinja.template_limits import beyond_limits
from seller_orders.application.outbox_messages import Template
from seller_orders.application.ports.notification_sender import Notification
from seller_orders.application.ports.outbox import DeliveryError
from seller_orders.application.settings.installation_settings import InstallationSettings
from seller_orders.domain.domain_settings import DomainSettings
from seller_orders.domain.notification_settings import NotificationSettings
from tests.unit.adapters.test_notification_texts import BUILT_IN

LARGEST: Final = 10_000
_LONGEST_NAME: Final = "n" * 200


def large(template: Template, lines: int = LARGEST) -> Notification:
    """Return the sample of a template, with many lines more."""
    order = sample(template).order
    more = tuple(
        evolve(order.lines[0], id=f"line_{number}", name=_LONGEST_NAME) for number in range(lines)
    )
    larger = evolve(order, lines=(*order.lines, *more))
    entry = sample(template).change
    return Notification(message_id="evt_1", template=template, order=larger, change=entry)


def composer(**templates: str) -> JinjaNotificationComposer:
    """Return the composer of a domain with templates, which pass the trial."""
    own = NotificationSettings(templates=templates)
    assert JinjaNotificationTexts().problems(own) == []
    return JinjaNotificationComposer(
        settings=InstallationSettings(DomainSettings(notifications=own))
    )


@pytest.mark.parametrize("template", [Template.FULFILLMENT, Template.REFUND])
def test_copies_of_built_in_templates_write_large_orders(template: Template):
    notification = large(template, 2_000)
    composed = composer(**BUILT_IN).email(notification)

    built_in = JinjaNotificationComposer().email(notification)
    assert (composed.text, composed.html) == (built_in.text, built_in.html)


def test_built_in_templates_stay_within_limits():
    environment = template_environment(BUILT_IN, (), "")

    assert {beyond_limits(name, environment, LARGEST) for name in BUILT_IN} == {None}


@pytest.mark.parametrize(
    "body",
    [
        "{% for a in lines %}{% if lines | sort(attribute='name') %}{% endif %}{% endfor %}",
        "{% for a in lines %}{% if a in lines %}{% endif %}{% endfor %}",
        "{% for a in lines %}" + "{{ a.name }}" * 600 + "{% endfor %}",
        "{% for a in lines %}" + "text " * 2_200 + "{% endfor %}",
        "{% macro m(x) %}{% for a in x %}{{ a.name ~ x }}{% endfor %}{% endmacro %}{{ m(lines) }}",
        "{% for a in lines %}" + "{% if money(total) %}{% endif %}" * 5 + "{% endfor %}",
        "{% for a in lines %}" + "{% if say('regards') %}{% endif %}" * 50 + "{% endfor %}",
        "{{ lines ~ lines }}" * 30,
        "{{ lines | join(attribute='name') }}" * 60,
    ],
)
def test_a_template_that_is_too_slow_for_an_order_fails(body: str):
    writing = composer(**{"status_change.txt": body})

    with pytest.raises(DeliveryError, match=r"too slow for this order: .* too many steps"):
        writing.email(large(Template.STATUS_CHANGE))


@pytest.mark.parametrize(
    "body",
    [
        "{{ lines | join(attribute='name') }}" * 6,
        "{% for a in lines %}{{ a.name }}{{ a.name }}{{ a.name }}{{ a.name }}{{ a.name }}"
        "{{ a.name }}{% endfor %}",
    ],
)
def test_a_template_that_writes_too_much_fails(body: str):
    writing = composer(**{"status_change.txt": body})

    with pytest.raises(DeliveryError, match="SecurityError"):
        writing.email(large(Template.STATUS_CHANGE))

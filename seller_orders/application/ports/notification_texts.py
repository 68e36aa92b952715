"""Texts of notifications that a domain replaces."""

from collections.abc import Sequence
from typing import Protocol

from seller_orders.domain.notification_settings import NotificationSettings
from seller_orders.domain.refusals import FieldProblem


class NotificationTexts(Protocol):
    """Checks senders, phrases and templates before they are stored."""

    def problems(self, notifications: NotificationSettings) -> Sequence[FieldProblem]:
        """Return what is wrong, with paths below the section.

        Each phrase is formatted, and each template is rendered, with a sample.
        """
        ...

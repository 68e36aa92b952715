"""Log records of retried commands."""

from attrs import frozen
from stamina.instrumentation import RetryDetails, set_on_retry_hooks

from seller_orders.application.ports.unit_of_work import WriteConflictError
from seller_orders.bootstrap.merchant_use_cases import retried


@frozen
class Command:
    customer: str


def test_a_retry_is_logged_without_the_command():
    told: list[RetryDetails] = []
    conflicts = [WriteConflictError("deadlock detected")]

    def hook(details: RetryDetails) -> None:
        told.append(details)

    def handler(_: Command) -> str:
        if conflicts:
            raise conflicts.pop()
        return "done"

    set_on_retry_hooks([hook])
    try:
        assert retried(handler)(Command("Anjali")) == "done"
    finally:
        set_on_retry_hooks(None)

    assert len(told) == 1
    assert "Anjali" not in repr(told)

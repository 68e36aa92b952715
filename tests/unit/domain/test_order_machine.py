from hypothesis import settings

from seller_orders.domain.transition_rules import FORWARD
from seller_orders.testing import reference_rules
from seller_orders.testing.order_machine import OrderMachine

RUNS = settings(max_examples=170, stateful_step_count=30)


class OpenMachine(OrderMachine):
    may_become = reference_rules.MAY_BECOME["open"]


class ForwardMachine(OrderMachine):
    transition_rules = FORWARD
    may_become = reference_rules.MAY_BECOME["forward"]


TestOpen = OpenMachine.TestCase
TestOpen.settings = RUNS
TestForward = ForwardMachine.TestCase
TestForward.settings = settings(RUNS, max_examples=80)

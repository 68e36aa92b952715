"""Rules of the order machine for edits, comments and the assignee."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule
from returns.pipeline import is_successful

from seller_orders.domain.adjustment import AdjustmentKind
from seller_orders.domain.assignment import assign
from seller_orders.domain.comment import Comment, CommentVisibility, add_comment
from seller_orders.domain.draft import AdjustmentDraft, LineDraft
from seller_orders.domain.edit_change import edit_order
from seller_orders.domain.edit_policy import ensure_editable
from seller_orders.domain.order_edit import KEEP, LineEdit, OrderEdit
from seller_orders.domain.values import Address
from seller_orders.testing.machine_state import (
    ADDED,
    LINE_IDS,
    UNKNOWN,
    MachineState,
    moment,
    rupees,
)
from seller_orders.testing.reference_edits import ModelEdit, ModelLine

_line_fields: st.SearchStrategy[dict[str, int | None]] = st.fixed_dictionaries(
    {"quantity": st.integers(0, 6)},
    optional={
        "discount": st.sampled_from([0, 1, 5000]),
        "tax": st.none() | st.sampled_from([0, 10, 300]),
    },
)
_items = st.lists(
    st.tuples(st.sampled_from([*LINE_IDS * 3, ADDED, UNKNOWN]), _line_fields),
    max_size=2,
)
_new_lines = st.builds(
    ModelLine,
    quantity=st.integers(1, 3),
    price=st.sampled_from(["0", "10", "3.333333"]).map(Fraction),
    discount=st.sampled_from([0, 1]),
    tax=st.none() | st.sampled_from([0, 10]),
).filter(lambda line: line.total >= 0)
_added = st.lists(st.tuples(st.sampled_from([ADDED, ADDED, "pasta"]), _new_lines), max_size=1)
_amounts = st.fixed_dictionaries(
    {},
    optional={
        "discount": st.sampled_from([0, 7, 100_000]),
        "shipping": st.sampled_from([0, 999]),
        "tax": st.sampled_from([0, 515]),
        "adjustment": st.sampled_from([0, 250, -250]),
    },
)
_texts = st.fixed_dictionaries(
    {},
    optional={
        "city": st.sampled_from([None, "Pune"]),
        "email": st.sampled_from([None, "anjali@example.com"]),
        "note": st.sampled_from([None, "Ring twice"]),
    },
)


def _decimal(amount: int) -> Decimal:
    return Decimal(amount) / 100


def _amount(fields: Mapping[str, Any], name: str) -> Any:
    if name not in fields:
        return KEEP
    return None if fields[name] is None else _decimal(fields[name])


def _price(line: ModelLine) -> Decimal:
    return Decimal(line.price.numerator) / line.price.denominator


def order_edit_of(edit: ModelEdit) -> OrderEdit:
    """Return the domain's form of an edit."""
    named = edit.named

    def part(name: str, read: Any) -> Any:
        return KEEP if name not in named else named[name] if named[name] is None else read()

    return OrderEdit(
        items=tuple(
            LineEdit(
                id=id,
                quantity=fields["quantity"] or 0,
                discount=_amount(fields, "discount"),
                tax=_amount(fields, "tax"),
            )
            for id, fields in edit.items
        ),
        add_items=tuple(
            LineDraft(
                id=id,
                name=id.title(),
                quantity=line.quantity,
                selling_price=_price(line),
                discount=_decimal(line.discount),
                tax=None if line.tax is None else _decimal(line.tax),
            )
            for id, line in edit.added
        ),
        shipping_total=_amount(named, "shipping"),
        discount_total=_amount(named, "discount"),
        tax_total=_amount(named, "tax"),
        adjustments=part(
            "adjustment",
            lambda: (
                AdjustmentDraft(kind=AdjustmentKind.ROUNDING, amount=_amount(named, "adjustment")),
            ),
        ),
        shipping_address=part("city", lambda: Address(city=str(named["city"]))),
        customer={"email": named["email"]} if "email" in named else KEEP,
        note=part("note", lambda: named["note"]),
        ship_by=part("ship_by", lambda: moment(int(named["ship_by"] or 0))),
    )


class EditSteps(MachineState):
    """Edits the order, and adds what the team notes about it."""

    @rule(items=_items, added=_added, amounts=st.just({}) | _amounts)
    def edit_lines(
        self,
        items: list[tuple[str, dict[str, int | None]]],
        added: list[tuple[str, ModelLine]],
        amounts: dict[str, int],
    ) -> None:
        self.edit(ModelEdit(items=items, added=added, named=amounts))

    @rule(texts=_texts, minutes=st.sampled_from([None, None, -5, 15]))
    def edit_delivery(self, texts: dict[str, str | None], minutes: int | None) -> None:
        ship_by = {} if minutes is None else {"ship_by": self.serial + minutes}
        self.edit(ModelEdit(named=texts | ship_by))

    @rule(amounts=_amounts, texts=_texts)
    def edit_amounts(self, amounts: dict[str, int], texts: dict[str, str | None]) -> None:
        self.edit(ModelEdit(named=amounts | texts))

    @rule(data=st.data(), more=st.integers(-1, 1))
    def edit_quantity(self, data: st.DataObject, more: int) -> None:
        """Change a line to about the smallest quantity that it can have."""
        id = data.draw(st.sampled_from(sorted(self.model.ordered)))
        quantity = max(0, self.model.least(id) + more)
        self.edit(ModelEdit(items=[(id, {"quantity": quantity})]))

    @rule(visibility=st.sampled_from(CommentVisibility))
    def comment(self, visibility: CommentVisibility) -> None:
        change = self.change()
        comment = Comment(
            id=change.id, text="Call first", visibility=visibility, at=change.at, by=change.by
        )
        self.model.comment()
        self.set_order(add_comment(self.order, comment, change))

    @rule(user_id=st.sampled_from([None, "usr_1", "usr_2"]))
    def assign(self, user_id: str | None) -> None:
        self.model.assign(user_id)
        self.set_order(assign(self.order, user_id, self.change()))

    def edit(self, edit: ModelEdit) -> None:
        decision = ensure_editable(self.order, order_edit_of(edit))

        self.assert_outcome(decision, self.model.edit(edit))

        if is_successful(decision):
            self.set_order(edit_order(self.order, decision.unwrap(), self.change()))

    @invariant()
    def terms_match_model(self) -> None:
        order, terms = self.order, self.model.terms

        assert {
            one.id: (one.quantity, one.discount, one.tax, one.total) for one in order.lines
        } == {
            id: (
                one.quantity,
                rupees(one.discount),
                None if one.tax is None else rupees(one.tax),
                rupees(one.total),
            )
            for id, one in terms.lines.items()
        }
        assert [one.id for one in order.lines] == [*terms.lines]
        assert (order.discount, order.shipping, order.tax) == (
            rupees(terms.discount),
            rupees(terms.shipping),
            rupees(terms.tax),
        )
        assert order.adjustments_total.units == terms.adjustment * 100
        city = order.shipping_address and order.shipping_address.city
        assert (city, order.customer.email, order.note) == (terms.city, terms.email, terms.note)
        assert order.assignee == self.model.assignee
        assert order.ship_by == (None if terms.ship_by is None else moment(terms.ship_by))

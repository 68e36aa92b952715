"""Rules of the order machine for tags, attributes and external ids."""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from seller_orders.domain.metadata_policy import ensure_attributes, ensure_external_ids
from seller_orders.testing.machine_state import MachineState

_tag_lists = st.lists(st.sampled_from(["vip", "gift", "late"]), max_size=2)
_label_changes = st.dictionaries(
    st.sampled_from(["erp", "shop"]), st.none() | st.sampled_from(["1", "2"]), max_size=2
)


class MetadataSteps(MachineState):
    """Changes what sellers add to the order."""

    @rule(tags=_tag_lists)
    def add_tags(self, tags: list[str]) -> None:
        self.model.add_tags(tags)
        self.set_order(self.order.add_tags(tags, self.change()))

    @rule(tags=_tag_lists)
    def remove_tags(self, tags: list[str]) -> None:
        self.model.remove_tags(tags)
        self.set_order(self.order.remove_tags(tags, self.change()))

    @rule(changes=_label_changes)
    def update_attributes(self, changes: dict[str, str | None]) -> None:
        self.model.set_attributes(changes)
        allowed = ensure_attributes(self.order.attributes, changes).unwrap()
        self.set_order(self.order.set_attributes(allowed, self.change()))

    @rule(changes=_label_changes)
    def update_external_ids(self, changes: dict[str, str | None]) -> None:
        self.model.set_external_ids(changes)
        allowed = ensure_external_ids(self.order.external_ids, changes).unwrap()
        self.set_order(self.order.set_external_ids(allowed, self.change()))

"""The layers that a server can consist of."""

from enum import StrEnum


class Layers(StrEnum):
    """All layers in one process, or one of the three that can run apart."""

    ALL = "all"
    GATEWAY = "gateway"
    ORCHESTRATOR = "orchestrator"
    CORE = "core"

    def include(self, layer: "Layers") -> bool:
        """Return whether a server of these layers includes a layer."""
        return self in {Layers.ALL, layer}

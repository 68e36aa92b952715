"""The layers that a server can be."""

from enum import StrEnum


class Layers(StrEnum):
    """All of it, or one of the three that can run apart."""

    ALL = "all"
    GATEWAY = "gateway"
    ORCHESTRATOR = "orchestrator"
    CORE = "core"

    def include(self, layer: "Layers") -> bool:
        """Tell whether a layer is one of these."""
        return self in {Layers.ALL, layer}

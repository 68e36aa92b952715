"""Carriers that every domain of an installation has."""

from attrs import frozen

from seller_orders.application.ports.carrier_directory import CarrierDirectory


@frozen
class InstallationCarriers:
    """One directory of carriers for all domains."""

    carriers: CarrierDirectory

    def of(self, _: str) -> CarrierDirectory:
        """Return the installation's carriers."""
        return self.carriers

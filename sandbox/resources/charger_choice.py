"""Choosing a charger by query: by its deployment, by its identity, or by both."""

from pydantic import Field

from sandbox.domain.records import Charger
from sandbox.domain.world import Tenant
from sandbox.rest.models import Query


class ChargerChoice(Query):
    """Which charger is meant."""

    deployment_id: str | None = Field(None, examples=["dep-3fa85f642b1c"])
    identity: str | None = Field(None, examples=["CP-0001"])

    @property
    def names_one(self) -> bool:
        """Whether a charger is named at all."""
        return self.deployment_id is not None or self.identity is not None

    def charger(self, tenant: Tenant) -> Charger | None:
        """Return the charger that is named, if there is one and all that is said of it fits."""
        if self.deployment_id is None:
            return tenant.chargers.first(identity=self.identity)
        found = tenant.chargers.get(self.deployment_id)
        return found if found is not None and self.identity in (None, found.identity) else None

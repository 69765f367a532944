"""One charger of a batch fails, in what 0.1.1 has for batches."""

from typing import Any

import ocpplab  # type: ignore[import-not-found]

from sandbox.kit import Sandbox
from tests.conftest import CHARGER


def order(sandbox: Sandbox) -> None:
    organization = {"organization_id": sandbox.organization_id}
    answer = sandbox.client.post("/dev/faults/presets/partial-batch-failure", json=organization)
    assert answer.status_code == 201, answer.text


def test_one_charger_of_a_creation_fails(sandbox: Sandbox, client: Any, location: Any) -> None:
    order(sandbox)
    chargers = [ocpplab.CreateChargerRequest(**CHARGER | {"identity": f"CP-{n}"}) for n in range(3)]
    answer = client.location_charger_provisioning.create_location_chargers(location.id, chargers=chargers)
    assert (answer.created_count, answer.failed_count) == (2, 1)
    assert answer.failed[0].identity == "CP-0"


def test_one_charger_of_a_deletion_fails_and_stays(sandbox: Sandbox, client: Any, location: Any) -> None:
    chargers = [ocpplab.CreateChargerRequest(**CHARGER | {"identity": f"CP-{n}"}) for n in range(2)]
    made = client.location_charger_provisioning.create_location_chargers(
        location.id, chargers=chargers
    ).created
    order(sandbox)
    ids = [charger.id for charger in made]
    answer = client.location_charger_provisioning.delete_location_chargers(location.id, charger_ids=ids)
    assert (answer.deleted_count, answer.failed_count) == (1, 1)
    (left,) = client.location_charger_provisioning.list_location_chargers(location.id).data
    assert left.id == answer.failed[0].charger_id == ids[0]

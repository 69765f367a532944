"""One log for the whole organization, filtered, paged and deleted in part."""

from datetime import timedelta
from typing import Any

import ocpplab  # type: ignore[import-not-found]
import pytest

from tests.conftest import CHARGER
from tests.sdk.conftest import UNKNOWN


@pytest.fixture
def other(client: Any, deployment: Any) -> Any:
    """Another deployment, which has charged."""
    other = client.ocpp.deployment.create(**CHARGER | {"identity": "CP-2"})
    client.ocpp.commands.start_session(
        target=ocpplab.CommandTarget(identity="CP-2"),
        payload=ocpplab.StartSessionPayload(id_tag="TAG-RFID-001"),
    )
    return other


def actions(log: Any) -> set[str]:
    return {entry.action for entry in log.data}


def test_the_log_is_of_the_whole_organization(client: Any, deployment: Any, other: Any) -> None:
    mine = [client.ocpp.logs.list(deployment_id=made.deployment_id).total for made in (deployment, other)]
    assert client.ocpp.logs.list().total == sum(mine)
    assert all(mine)


def test_the_newest_come_first(client: Any, other: Any) -> None:
    times = [entry.timestamp for entry in client.ocpp.logs.list().data]
    assert times == sorted(times, reverse=True)


def test_a_charger_may_be_named_by_its_identity(client: Any, other: Any) -> None:
    by_id = client.ocpp.logs.list(deployment_id=other.deployment_id)
    assert client.ocpp.logs.list(identity="CP-2") == by_id


def test_an_identity_of_another_deployment_fits_nothing(client: Any, deployment: Any, other: Any) -> None:
    assert client.ocpp.logs.list(deployment_id=deployment.deployment_id, identity="CP-2").total == 0


def test_actions_may_be_repeated(client: Any, other: Any) -> None:
    wanted = ["BootNotification", "StartTransaction"]
    both = client.ocpp.logs.list(action=wanted)
    apart = [client.ocpp.logs.list(action=action) for action in wanted]
    assert actions(both) == set(wanted)
    assert both.total == sum(log.total for log in apart)


def test_an_action_that_cannot_be_asked_for_is_refused(client: Any) -> None:
    with pytest.raises(ocpplab.UnprocessableEntityError) as refused:
        client.ocpp.logs.list(action=["BootNotification", "Heartbeat"])
    assert refused.value.body.detail[0].loc == ["query", "action", 1]


def test_both_ends_of_a_time_span_belong_to_it(client: Any, other: Any) -> None:
    everything = client.ocpp.logs.list()
    newest, oldest = everything.data[0].timestamp, everything.data[-1].timestamp
    assert client.ocpp.logs.list(date_start=oldest, date_end=newest).data == everything.data
    assert client.ocpp.logs.list(date_start=newest + timedelta(hours=1)).total == 0
    assert client.ocpp.logs.list(date_end=oldest - timedelta(hours=1)).total == 0


def test_pages_are_counted_from_one(client: Any, other: Any) -> None:
    everything = client.ocpp.logs.list()
    page = client.ocpp.logs.list(page=2, page_size=3)
    assert page.data == everything.data[3:6]
    assert (page.total, page.limit, page.offset) == (everything.total, 3, 3)


def test_a_page_past_the_end_is_empty(client: Any, deployment: Any) -> None:
    page = client.ocpp.logs.list(page=100)
    assert (page.data, page.total > 0) == ([], True)


def test_an_unknown_deployment_has_no_log(client: Any, deployment: Any) -> None:
    assert client.ocpp.logs.list(deployment_id=UNKNOWN).total == 0


def test_some_frames_of_one_charger_are_deleted(client: Any, deployment: Any, other: Any) -> None:
    everything = client.ocpp.logs.list()
    boots = client.ocpp.logs.list(identity="CP-2", action="BootNotification")
    assert client.ocpp.logs.delete(identity="CP-2", action=["BootNotification"]) is None
    assert client.ocpp.logs.list().total == everything.total - boots.total
    assert actions(client.ocpp.logs.list(identity="CP-0001")) == {"BootNotification", "StatusNotification"}


def test_all_frames_of_one_charger_are_deleted(client: Any, deployment: Any, other: Any) -> None:
    client.ocpp.logs.delete(deployment_id=other.deployment_id)
    assert client.ocpp.logs.list(identity="CP-2").total == 0
    assert client.ocpp.logs.list(identity="CP-0001").total > 0


def test_to_delete_without_saying_whose_deletes_nothing(client: Any, deployment: Any) -> None:
    before = client.ocpp.logs.list()
    with pytest.raises(ocpplab.BadRequestError) as refused:
        client.ocpp.logs.delete(action="BootNotification")
    assert "deployment_id or identity" in refused.value.body.detail
    assert client.ocpp.logs.list() == before

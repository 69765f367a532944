"""The log of one charger, whose pager asks for one page after another until one is empty."""

from typing import Any

import ocpplab  # type: ignore[import-not-found]
import pytest

from tests.sdk.frames import requests, statuses
from tests.sdk.platform.conftest import DEPLOYMENT


def test_the_pager_ends_with_the_whole_log(client: Any, deployment: Any) -> None:
    pager = client.evcharger.logs.list(identity="CP-0001", page_size=4)
    entries = list(pager)
    assert len(pager.items) == 4
    assert len(entries) == pager.response.total == 6


def test_a_page_past_the_end_is_empty(client: Any, deployment: Any) -> None:
    page = client.evcharger.logs.list(identity="CP-0001", page=100)
    assert (page.items, page.response.total) == ([], 6)


def test_a_page_tells_its_offset(client: Any, deployment: Any) -> None:
    page = client.evcharger.logs.list(identity="CP-0001", page=3, page_size=2).response
    assert (page.limit, page.offset) == (2, 4)


def test_a_new_charger_has_booted(client: Any, deployment: Any) -> None:
    log = client.evcharger.logs.list(identity="CP-0001").response
    assert len(requests(log, "BootNotification")) == 1
    assert statuses(log) == ["Available"]


def test_an_unknown_charger_has_an_empty_log(client: Any) -> None:
    assert list(client.evcharger.logs.list(identity="CP-none")) == []


def test_a_log_is_deleted_and_goes_on(client: Any, deployment: Any) -> None:
    assert client.evcharger.logs.delete(identity="CP-0001") is None
    assert list(client.evcharger.logs.list(identity="CP-0001")) == []
    client.evcharger.commands.plug_connector(target=ocpplab.CommandTarget(identity="CP-0001"))
    assert statuses(client.evcharger.logs.list(identity="CP-0001").response) == ["Preparing"]


def test_only_the_log_of_that_charger_is_deleted(client: Any, deployment: Any) -> None:
    client.evcharger.deployment.create(**DEPLOYMENT | {"identity": "CP-2"})
    client.evcharger.logs.delete(identity="CP-2")
    assert client.evcharger.logs.list(identity="CP-0001").response.total == 6


def test_a_page_has_500_frames_at_most(client: Any) -> None:
    with pytest.raises(ocpplab.UnprocessableEntityError) as refused:
        client.evcharger.logs.list(identity="CP-0001", page_size=501)
    assert refused.value.body["detail"][0]["loc"] == ["query", "page_size"]

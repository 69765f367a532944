"""The local list, the cache and when the CSMS is asked."""

from datetime import timedelta
from typing import Any

import pytest

from sandbox.charger.authorization import authorize
from sandbox.charger.frames import Call, CallError, NoAnswer, Reply, wire_time
from sandbox.charger.links import Loopback
from sandbox.charger.local_list import CACHE_LIMIT
from sandbox.charger.machine import Simulation
from sandbox.charger.state import ListEntry, OcppVersion
from sandbox.charger.station import Station
from tests.charger.rig import START, VERSIONS, Rig

LIST_OFF: dict[OcppVersion, str] = {
    "ocpp1.6": "LocalAuthListEnabled",
    "ocpp2.0.1": "LocalAuthListCtrlr.Enabled",
}
CACHE_OFF: dict[OcppVersion, str] = {
    "ocpp1.6": "AuthorizationCacheEnabled",
    "ocpp2.0.1": "AuthCacheCtrlr.Enabled",
}


def push(rig: Rig, *entries: dict[str, Any], version: int = 1) -> None:
    rig.given(("send_local_list", {"list_version": version, "entries": list(entries)}))


def asked(rig: Rig, id_tag: str) -> bool:
    """Start a session and tell whether the CSMS was asked about the tag."""
    rig.frames()
    rig.do("start_session", id_tag=id_tag)
    return "Authorize" in rig.said()


@pytest.mark.parametrize("version", VERSIONS)
def test_csms_is_asked_even_about_a_listed_tag_by_default(version: OcppVersion) -> None:
    rig = Rig(version)
    push(rig, {"id_tag": "TAG"})
    assert asked(rig, "TAG")


@pytest.mark.parametrize("version", VERSIONS)
def test_listed_tag_is_pre_authorized(version: OcppVersion) -> None:
    rig = Rig(version)
    rig.configure(LocalPreAuthorize=True)
    push(rig, {"id_tag": "TAG"})
    assert not asked(rig, "tag")


@pytest.mark.parametrize("version", VERSIONS)
def test_expired_entry_is_not_pre_authorized(version: OcppVersion) -> None:
    rig = Rig(version)
    rig.configure(LocalPreAuthorize=True)
    push(rig, {"id_tag": "TAG", "expiry_date": "2026-01-01T11:59:59Z"})
    assert asked(rig, "TAG")


@pytest.mark.parametrize("version", VERSIONS)
def test_cached_tag_is_not_pre_authorized_against_the_list(version: OcppVersion) -> None:
    rig = Rig(version)
    rig.configure(LocalPreAuthorize=True)
    rig.given(("start_session", {"id_tag": "TAG"}), "stop_session")
    push(rig, {"id_tag": "TAG", "expiry_date": "2026-01-01T11:59:59Z"})
    assert asked(rig, "TAG")


class Dated(Loopback):
    """A CSMS whose leave to charge holds for an hour."""

    def exchange(self, call: Call, station: Station) -> Reply:
        reply = super().exchange(call, station)
        assert not isinstance(reply, CallError)
        named = ("idTagInfo", "expiryDate"), ("idTokenInfo", "cacheExpiryDateTime")
        for info, until in named:
            if info in reply:
                reply[info] |= {until: wire_time(START + timedelta(hours=1))}
        return reply


@pytest.mark.parametrize("version", VERSIONS)
def test_cached_tag_is_pre_authorized_until_the_day_that_the_csms_has_named(version: OcppVersion) -> None:
    rig = Rig(version, link=Dated())
    rig.configure(LocalPreAuthorize=True)
    rig.given(("start_session", {"id_tag": "TAG"}), "stop_session")
    rig.wait(3599)
    assert not asked(rig, "TAG")
    rig.given("stop_session")
    rig.wait(1)
    assert asked(rig, "TAG")


@pytest.mark.parametrize("version", VERSIONS)
def test_list_that_is_off_authorizes_nobody(version: OcppVersion) -> None:
    rig = Rig(version)
    push(rig, {"id_tag": "TAG"})
    rig.configure(**{"LocalPreAuthorize": True, LIST_OFF[version]: False})
    assert asked(rig, "TAG")
    assert rig.do("send_local_list", list_version=2).result == {"status": "NotSupported", "list_version": 1}


@pytest.mark.parametrize("version", VERSIONS)
def test_cached_tag_is_pre_authorized_until_the_cache_is_cleared(version: OcppVersion) -> None:
    rig = Rig(version)
    rig.configure(LocalPreAuthorize=True)
    assert asked(rig, "TAG")
    rig.do("stop_session")
    assert not asked(rig, "TAG")
    rig.do("stop_session")
    assert rig.do("reset_auth_cache").result == {"cleared_entries": 1}
    assert asked(rig, "TAG")


@pytest.mark.parametrize("version", VERSIONS)
def test_cache_that_is_off_is_not_cleared(version: OcppVersion) -> None:
    rig = Rig(version)
    rig.configure(**{CACHE_OFF[version]: False})
    rig.do("start_session", id_tag="TAG")
    assert rig.state.auth_cache == {}
    outcome = rig.do("reset_auth_cache")
    assert (outcome.status, outcome.result) == ("rejected", {"cleared_entries": 0})


@pytest.mark.parametrize("version", VERSIONS)
def test_cache_forgets_the_tag_that_was_used_longest_ago(version: OcppVersion) -> None:
    rig = Rig(version)
    tags = [f"TAG-{n}" for n in range(CACHE_LIMIT)]
    for tag in [*tags, "tag-0", "ANOTHER"]:
        rig.given(("start_session", {"id_tag": tag}), "stop_session")
    cached = [entry.id_tag for entry in rig.state.auth_cache.values()]
    assert cached == [*tags[2:], "tag-0", "ANOTHER"]


@pytest.mark.parametrize("version", VERSIONS)
def test_without_list_and_cache_the_csms_is_always_asked(version: OcppVersion) -> None:
    rig = Rig(version)
    rig.configure(**{"LocalPreAuthorize": True, LIST_OFF[version]: False, CACHE_OFF[version]: False})
    assert asked(rig, "TAG")
    rig.do("stop_session")
    assert asked(rig, "TAG")


@pytest.mark.parametrize("version", VERSIONS)
def test_csms_overrules_the_local_list(version: OcppVersion) -> None:
    rig = Rig(version)
    rig.configure(LocalPreAuthorize=True)
    push(rig, {"id_tag": "BLOCKED"})
    outcome = rig.do("start_session", id_tag="BLOCKED")
    assert outcome.reason == "the CSMS answered Blocked for id tag BLOCKED"
    assert rig.connector().transaction is None
    assert not rig.connector().plugged


@pytest.mark.parametrize("version", VERSIONS)
def test_list_is_replaced_amended_and_cleared(version: OcppVersion) -> None:
    rig = Rig(version)
    push(rig, {"id_tag": "A"}, {"id_tag": "B", "parent_id_tag": "P"})
    rig.given(
        ("send_local_list", {"list_version": 2, "entries": [{"id_tag": "C"}], "update_type": "Differential"})
    )
    assert [entry.id_tag for entry in rig.state.local_list.entries.values()] == ["A", "B", "C"]
    push(rig, {"id_tag": "D", "expiry_date": "2027-01-01T00:00:00Z"}, version=5)
    assert [entry.id_tag for entry in rig.state.local_list.entries.values()] == ["D"]
    assert rig.do("clear_local_list").result == {"entries_deleted": 1, "list_version": 0}
    assert rig.state.local_list.version == 0


@pytest.mark.parametrize("version", VERSIONS)
def test_push_reports_what_it_received(version: OcppVersion) -> None:
    rig = Rig(version)
    outcome = rig.do("send_local_list", list_version=3, entries=[{"id_tag": "A"}])
    assert outcome.result == {"status": "Accepted", "list_version": 3, "entries_received": 1}


@pytest.mark.parametrize("version", VERSIONS)
def test_list_that_is_too_long_fails(version: OcppVersion) -> None:
    rig = Rig(version)
    entries = [{"id_tag": f"TAG-{n}"} for n in range(1001)]
    outcome = rig.do("send_local_list", list_version=1, entries=entries)
    assert outcome.result == {"status": "Failed", "list_version": 0}


@pytest.mark.parametrize("version", VERSIONS)
def test_reservation_is_kept_for_its_tag(version: OcppVersion) -> None:
    rig = Rig(version, connectors=2)
    reserve(rig, "TAG")
    refused = rig.do("start_session", id_tag="OTHER", connector_id=1)
    assert refused.reason == "connector 1 is Reserved for id tag TAG"
    assert rig.do("start_session", id_tag="tag", connector_id=1).status == "applied"
    started = [payload for action, payload in rig.calls() if "reservationId" in payload]
    assert [payload["reservationId"] for payload in started] == [7]
    assert rig.connector().reservation is None


@pytest.mark.parametrize("version", VERSIONS)
def test_reservation_expires(version: OcppVersion) -> None:
    rig = Rig(version)
    reserve(rig, "TAG")
    rig.wait(1800)
    said = rig.said()
    assert "SN 1 Available" in said
    assert ("ReservationStatusUpdate" in said) == (version == "ocpp2.0.1")


def reserve(rig: Rig, tag: str) -> None:
    expiry = "2026-01-01T12:30:00Z"
    if rig.state.ocpp_version == "ocpp1.6":
        payload = {"connectorId": 1, "idTag": tag, "reservationId": 7, "expiryDate": expiry}
    else:
        token = {"idToken": tag, "type": "ISO14443"}
        payload = {"evseId": 1, "idToken": token, "id": 7, "expiryDateTime": expiry}
    assert rig.receive("ReserveNow", payload) == {"status": "Accepted"}
    assert "SN 1 Reserved" in rig.said()


class SilentCsms(Loopback):
    """Does not answer Authorize."""

    def exchange(self, call: Call, station: Station) -> Reply:
        if call.action == "Authorize":
            return NoAnswer("GenericError", "nobody answers")
        return super().exchange(call, station)


OFFLINE_KEYS: dict[OcppVersion, tuple[str, str]] = {
    "ocpp1.6": ("LocalAuthorizeOffline", "AllowOfflineTxForUnknownId"),
    "ocpp2.0.1": ("AuthCtrlr.LocalAuthorizeOffline", "AuthCtrlr.OfflineTxForUnknownIdEnabled"),
}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("tag", "local", "unknown", "status"),
    [
        ("listed", "true", "false", "Accepted"),
        ("listed", "false", "false", "Invalid"),
        ("listed", "false", "true", "Accepted"),
        ("expired", "true", "false", "Expired"),
        ("expired", "true", "true", "Expired"),
        ("cached", "true", "false", "Accepted"),
        ("blocked", "true", "true", "Blocked"),
        ("stranger", "true", "false", "Invalid"),
        ("stranger", "true", "true", "Accepted"),
    ],
)
def test_without_an_answer_list_and_cache_decide(
    version: OcppVersion, tag: str, local: str, unknown: str, status: str
) -> None:
    rig = Rig(version, link=SilentCsms())
    local_key, unknown_key = OFFLINE_KEYS[version]
    rig.configure(**{local_key: local, unknown_key: unknown})
    push(rig, {"id_tag": "listed"}, {"id_tag": "expired", "expiry_date": "2026-01-01T11:59:59Z"})
    cache = {name: ListEntry(id_tag=name, status=name.title()) for name in ("blocked", "listed")}
    station = Station(
        rig.state.evolve(auth_cache=cache | {"cached": ListEntry(id_tag="cached")}), rig.hardware
    )
    simulation = Simulation(station.state, rig.hardware, SilentCsms())
    outcome = simulation.perform("start_session", {"id_tag": tag}, rig.now)
    assert outcome.result is not None
    assert outcome.result["status"] == status
    assert (outcome.status == "applied") == (status == "Accepted")


@pytest.mark.parametrize("version", VERSIONS)
def test_who_is_refused_is_told_that_nobody_answers(version: OcppVersion) -> None:
    rig = Rig(version, link=SilentCsms())
    outcome = rig.do("authorize_id_tag", id_tag="TAG")
    assert outcome.reason == "the CSMS does not answer, and the charger does not know id tag TAG"
    assert rig.state.auth_cache == {}


@pytest.mark.parametrize("version", VERSIONS)
def test_charger_without_a_connection_does_not_ask(version: OcppVersion) -> None:
    rig = Rig(version)
    station = Station(rig.state.evolve(connected=False), rig.hardware)
    with pytest.raises(StopIteration) as end:
        next(authorize(station, "TAG", None))
    assert end.value.value.status == "Invalid"

"""Whom a charger lets charge while its CSMS is away: by its list, by its cache, as it is configured."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

import pytest

from tests.live.rig import VERSIONS, Live
from tests.live.strict.harness import KINDS, Kind
from tests.live.test_offline import DRIVERS, again, kill, killed

TAG = "KNOWN-1"
PAST, FUTURE = "2020-01-01T00:00:00Z", "2099-01-01T00:00:00Z"
OFFLINE = ("LocalAuthorizeOffline", "AuthCtrlr.LocalAuthorizeOffline")
UNKNOWN = ("AllowOfflineTxForUnknownId", "AuthCtrlr.OfflineTxForUnknownIdEnabled")
LIST = ("LocalAuthListEnabled", "LocalAuthListCtrlr.Enabled")
CACHE = ("AuthorizationCacheEnabled", "AuthCacheCtrlr.Enabled")
HALF_AN_HOUR = timedelta(minutes=30)


class Case(NamedTuple):
    """How a charger is prepared before its CSMS goes away, and whether drivers with that tag then charge."""

    prepared: tuple[Callable[[Live], None], ...]
    charges: bool


def enlisted(charger: Live, status: str = "Accepted", expires: str | None = None, tag: str = TAG) -> None:
    """Let the CSMS put a tag into the local list."""
    info = {"status": status} | _until(charger, expires)
    if charger.is_16:
        sent = {"listVersion": 1, "localAuthorizationList": [{"idTag": tag, "idTagInfo": info}]}
    else:
        token = {"idToken": tag, "type": "ISO14443"}
        sent = {"versionNumber": 1, "localAuthorizationList": [{"idToken": token, "idTokenInfo": info}]}
    assert charger.ask("SendLocalList", {**sent, "updateType": "Full"})["status"] == "Accepted"


def shown(charger: Live, status: str = "Accepted", expires: str | None = None) -> None:
    """Let the CSMS judge a tag that is shown to the charger, and nothing come of it."""
    info = {"status": status} | _until(charger, expires)
    answer = {"idTagInfo" if charger.is_16 else "idTokenInfo": info}
    charger.reply("Authorize", payload=answer)
    if not charger.is_16:
        charger.reply("TransactionEvent", payload=answer)
    charger.freeze()
    charger.run("authorize-id-tag", id_tag=TAG)
    # Whoever was accepted waits for a cable that does not come.
    charger.advance(61)
    charger.until(lambda: charger.state["connectors"][0]["authorization"] is None)
    charger.quiet()


def charged(charger: Live) -> None:
    """Let the tag be known from a session."""
    charger.run("start-session", id_tag=TAG)
    charger.run("stop-session")
    charger.quiet()


def switched(charger: Live, key: tuple[str, str], to: str) -> None:
    """Change a setting, which the versions name differently."""
    charger.run("configuration", configuration={key[0 if charger.is_16 else 1]: to})


ON = partial(switched, to="true")
OFF = partial(switched, to="false")
TAKES_ALL = partial(ON, key=UNKNOWN)
TAKES_NONE = partial(OFF, key=OFFLINE)
CASES = {
    "listed": Case((enlisted,), charges=True),
    "listed until a day": Case((partial(enlisted, expires=FUTURE),), charges=True),
    "cached": Case((shown,), charges=True),
    "cached until a day": Case((partial(shown, expires=FUTURE),), charges=True),
    "cached since a session": Case((charged,), charges=True),
    "not known": Case((), charges=False),
    "not known, and taken all the same": Case((TAKES_ALL,), charges=True),
    "blocked in the list": Case((partial(enlisted, status="Blocked"), TAKES_ALL), charges=False),
    "expired in the list": Case((partial(enlisted, expires=PAST), TAKES_ALL), charges=False),
    "blocked in the cache": Case((partial(shown, status="Blocked"), TAKES_ALL), charges=False),
    "expired in the cache": Case((partial(shown, expires=PAST), TAKES_ALL), charges=False),
    "blocked in the list alone": Case((shown, partial(enlisted, status="Blocked")), charges=False),
    "listed, and the list is off": Case((enlisted, partial(OFF, key=LIST)), charges=False),
    "cached, and the cache is off": Case((shown, partial(OFF, key=CACHE)), charges=False),
    "listed, and of no use offline": Case((enlisted, TAKES_NONE), charges=False),
    "cached, and of no use offline": Case((shown, TAKES_NONE), charges=False),
}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("kind", KINDS)
def test_list_and_cache_tell_who_charges(kind: Kind, version: str) -> None:
    with killed(kind, version) as first, ExitStack() as stack:
        chargers = {case: first.rig.charger(version) for case in CASES}
        for case, charger in chargers.items():
            stack.callback(charger.rest.close)
            for prepare in CASES[case].prepared:
                prepare(charger)
        kill(first)
        for charger in chargers.values():
            charger.line_is("offline", "connecting")
        _let_drivers_come(list(chargers.values()))
        with again(first, kind) as csms:
            for case, charger in chargers.items():
                charger.meets(csms)
                assert _heard_of(charger) == ({TAG} if CASES[case].charges else set()), case
                charger.assert_clean()


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_session_of_a_tag_that_the_csms_does_not_accept_ends_when_it_is_back(
    kind: Kind, version: str
) -> None:
    with killed(kind, version) as charger:
        enlisted(charger, tag="INVALID-1")
        kill(charger)
        with drivers(charger, "INVALID-1", session_minutes=600, energy_kwh=900, dwell_minutes=600):
            charger.until(lambda: _charging(charger))
        with again(charger, kind) as csms:
            charger.until(lambda: charger.line["unsent"] == 0 and not _charging(charger))
            charger.quiet()
            for transaction in csms.transactions():
                assert (transaction["starts"], transaction["ends"]) == (1, 1)
                assert transaction["reason"] == "DeAuthorized"


@contextmanager
def drivers(charger: Live, tag: str, **often: float) -> Iterator[None]:
    """Let drivers with one tag come every minute or two, twenty minutes in a second; then let time stand."""
    owner = {"organization_id": charger.organization}
    traffic = DRIVERS | {"sessions_per_day": 960}
    clock = owner | {"speed": 1200, "frozen": False}
    charger.rig.dev.post("/dev/clock", json=clock).raise_for_status()
    charger.rig.dev.put(
        "/dev/demand", json={**owner, **traffic, **often, "id_tags": [tag]}
    ).raise_for_status()
    yield
    charger.rig.dev.post("/dev/clock", json=owner | {"speed": 1, "frozen": True}).raise_for_status()
    charger.rig.dev.delete("/dev/demand", params=owner).raise_for_status()


def _let_drivers_come(chargers: list[Live]) -> None:
    with ExitStack() as coming:
        for charger in chargers:
            coming.enter_context(drivers(charger, TAG))
        last = chargers[-1]
        enough = _at(last) + HALF_AN_HOUR
        last.until(lambda: _at(last) > enough)


def _heard_of(charger: Live) -> set[str]:
    """Return the tags of the transactions that the CSMS was told of, all of them later than they began."""
    charger.until(lambda: charger.line["unsent"] == 0)
    charger.ask("GetLocalListVersion")
    transactions = charger.csms.transactions(charger.identity)
    assert {one["starts"] for one in transactions} <= {1}
    told = [call.payload for call in charger.calls()]
    assert all(one["offline"] for one in told if "transactionInfo" in one)
    assert "Authorize" not in charger.said()
    return {one["idTag"] for one in transactions} - {None}


def _charging(charger: Live) -> bool:
    transactions = [connector["transaction"] for connector in charger.state["connectors"]]
    return any(one is not None and one["authorized"] for one in transactions)


def _until(charger: Live, expires: str | None) -> dict[str, str]:
    if expires is None:
        return {}
    return {"expiryDate" if charger.is_16 else "cacheExpiryDateTime": expires}


def _at(charger: Live) -> datetime:
    """Return the time of the charger's clock."""
    told = charger.rig.dev.get("/dev/clock", params={"organization_id": charger.organization}).json()
    return datetime.fromisoformat(told["now"])

"""What a CSMS that was away says of transactions that have begun: if it wants them, and their ids."""

import pytest

from tests.live.rig import VERSIONS, Live
from tests.live.strict.harness import KINDS, Kind
from tests.live.test_known_tags import drivers, enlisted
from tests.live.test_offline import FIRST_ID, again, kill, killed

STOP = ("StopTransactionOnInvalidId", "TxCtrlr.StopTxOnInvalidId")
SPARE = ("MaxEnergyOnInvalidId", "TxCtrlr.MaxEnergyOnInvalidId")
SUSPENDED = ("SN 1 SuspendedEVSE", "TE Updated ChargingStateChanged SuspendedEVSE")
TAG = "INVALID-1"


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_session_that_need_not_end_gets_the_energy_that_is_configured(kind: Kind, version: str) -> None:
    suspended = SUSPENDED[VERSIONS.index(version)]
    with killed(kind, version) as charger:
        number = VERSIONS.index(version)
        charger.run("configuration", configuration={STOP[number]: "false", SPARE[number]: "1000"})
        _charge_without_csms(charger)
        with again(charger, kind) as csms:
            charger.until(lambda: charger.line["unsent"] == 0)
            charger.until(lambda: _transaction(charger)["spare_wh"] is not None)
            assert suspended not in charger.said()
            charger.quiet()
            charger.advance(600)
            charger.until(lambda: suspended in charger.said())
            charger.until(lambda: not _transaction(charger)["authorized"])
            assert [one["ends"] for one in csms.transactions()][-1] == 0


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("kind", KINDS)
def test_what_the_csms_says_late_of_a_tag_is_remembered(kind: Kind, version: str) -> None:
    with killed(kind, version) as charger:
        _charge_without_csms(charger)
        with again(charger, kind):
            charger.until(lambda: charger.line["unsent"] == 0)
            cached = charger.until(lambda: charger.state["auth_cache"])
            assert cached[TAG.casefold()]["status"] == "Invalid"


@pytest.mark.parametrize("kind", KINDS)
def test_the_result_of_a_start_tells_the_id_that_the_csms_has_given_late(kind: Kind) -> None:
    with killed(kind, "ocpp1.6") as charger:
        charger.csms.reply("StartTransaction", silent=True)
        command = charger.give("start-session", id_tag="TAG-1")
        charger.heard(lambda said: [m for m in said if m.action == "StartTransaction"])
        kill(charger)
        assert charger.ended(command)["result"]["transaction_id"] == "-1"
        with again(charger, kind):
            charger.until(lambda: _result(charger, command) == str(FIRST_ID))
            assert charger.ended(command)["status"] == "applied"


@pytest.mark.parametrize("kind", KINDS)
def test_the_result_of_a_start_that_was_refused_once_tells_its_real_id(kind: Kind) -> None:
    with killed(kind, "ocpp1.6") as charger:
        charger.run("configuration", configuration={"TransactionMessageRetryInterval": "0"})
        charger.provoked.add("StartTransaction")
        charger.reply("StartTransaction", error={"code": "InternalError", "description": "no"})
        ended = charger.run("start-session", id_tag="TAG-1")
        charger.until(lambda: _result(charger, ended["id"]) == "1")
        charger.assert_clean()


def _charge_without_csms(charger: Live) -> None:
    enlisted(charger, tag=TAG)
    kill(charger)
    with drivers(charger, TAG, session_minutes=600, energy_kwh=900, dwell_minutes=600):
        charger.until(lambda: (charger.state["connectors"][0]["transaction"] or {}).get("authorized"))


def _transaction(charger: Live) -> dict[str, object]:
    return dict(charger.state["connectors"][0]["transaction"] or {})


def _result(charger: Live, command: str) -> object:
    record = next(r for r in charger.records("commands") if r["id"] == command)
    return (record["result"] or {}).get("transaction_id")

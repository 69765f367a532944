"""Every action of a version has its place, and the page about chargers tells which."""

import json
import re
from importlib.resources import files
from typing import Any

import pytest

from sandbox.charger.frames import CallError
from sandbox.charger.state import OcppVersion
from sandbox.ocpp.schemas import Schemas
from sandbox.ocpp.usual_answers import UNDERSTOOD
from tests.charger.rig import VERSIONS, Rig
from tests.docs.pages import page, rows

SCHEMAS = {"ocpp1.6": ("ocpp.v16", ""), "ocpp2.0.1": ("ocpp.v201", "Request")}
OF_CHARGERS = {"Get15118EVCertificate", "GetCertificateStatus"}
"""What a charger may say and a CSMS without certificates does not understand."""


@pytest.mark.parametrize("version", VERSIONS)
def test_each_action_of_a_version_is_listed_with_what_a_charger_answers(version: OcppVersion) -> None:
    rig = Rig(version)
    taken, unsupported, said, _ = _listed(version)
    replies = {action: rig.receive(action, {"nonsense": 1}) for action in Schemas.of(version).actions}
    assert {action for action, reply in replies.items() if _code(reply) == "NotSupported"} == {
        *unsupported,
        *said,
    }
    assert replies.keys() - {*unsupported, *said} == set(taken)
    assert "NotImplemented" not in map(_code, replies.values())


@pytest.mark.parametrize("version", VERSIONS)
def test_what_only_a_charger_says_is_listed(version: OcppVersion) -> None:
    known = UNDERSTOOD[version].keys() | (OF_CHARGERS & Schemas.of(version).actions)
    assert set(_listed(version)[2]) == known - {"DataTransfer"}


@pytest.mark.parametrize("version", VERSIONS)
def test_an_action_of_the_other_version_alone_is_not_implemented(version: OcppVersion) -> None:
    other = next(one for one in VERSIONS if one != version)
    rig = Rig(version)
    foreign = Schemas.of(other).actions - Schemas.of(version).actions
    assert {_code(rig.receive(action)) for action in foreign} == {"NotImplemented"}


@pytest.mark.parametrize("version", VERSIONS)
def test_a_csms_insists_on_what_the_schemas_insist_on(version: OcppVersion) -> None:
    insists = {action: set(names) for action, names in UNDERSTOOD[version].items()}
    assert insists == {action: set(_schema(version, action).get("required", ())) for action in insists}


def _listed(version: OcppVersion) -> list[list[str]]:
    """Return the actions of each row of the list; the last one has none."""
    column = 1 + VERSIONS.index(version)
    told = [row for row in rows(page("ocpp.md")) if len(row) == 3 and row[0] in _ROWS]
    assert [row[0] for row in told] == _ROWS
    listed = [re.findall(r"`(\w+)`", row[column]) for row in told]
    assert all(actions == sorted(set(actions)) for actions in listed)
    return listed


def _code(reply: object) -> str | None:
    return reply.code if isinstance(reply, CallError) else None


def _schema(version: OcppVersion, action: str) -> dict[str, Any]:
    folder, suffix = SCHEMAS[version]
    text = (files(folder) / "schemas" / f"{action}{suffix}.json").read_text("utf-8-sig")
    schema: dict[str, Any] = json.loads(text)
    return schema


_ROWS = [
    "taken",
    "`NotSupported`: it cannot do that",
    "`NotSupported`: chargers say it",
    "`NotImplemented`",
]

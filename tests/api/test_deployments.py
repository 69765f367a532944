"""Deployments, virtual locations, fan-out commands, runtime operations and logs, older and newest."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.clocks import MovableClock
from tests.conftest import CHARGER, LOCATION, created, problems

DEPLOYMENT = CHARGER | {"charge_point_name": "Bay A01", "ocpp_version": "OCPP1.6"}
EVCHARGER = {
    "identity": "CP-0001",
    "model": "wallbox-pulsar-plus",
    "ws_url": "ws://127.0.0.1:9000/ocpp",
    "ocpp_version": "OCPP1.6",
    "charger_name": "Bay A01",
}
SITE: dict[str, Any] = LOCATION | {"coordinates": {"lat": 48.8925, "lng": 2.2361}}
UUID = "00000000-0000-4000-8000-000000000000"
PREFIXES = pytest.mark.parametrize("prefix", ["/ocpp", "/evcharger"])

Deploy = Callable[..., str]


@pytest.fixture
def deploy(client: httpx.Client) -> Deploy:
    def make(**fields: Any) -> str:
        return str(created(client.post("/ocpp/deployment", json=DEPLOYMENT | fields))["deployment_id"])

    return make


def tell(client: httpx.Client, prefix: str, command: str, target: Any, payload: Any = None) -> dict[str, Any]:
    body = {"target": target} | ({} if payload is None else {"payload": payload})
    answer = client.post(f"{prefix}/commands/{command}", json=body)
    assert answer.status_code == 202, answer.text
    told: dict[str, Any] = answer.json()
    return told


def virtual_chargers(prefix: str, *identities: str) -> list[dict[str, str]]:
    model = "model_slug" if prefix == "/ocpp" else "model"
    shared = {"brand_slug": "wallbox", model: "wallbox-pulsar-plus", "connector_type": "Type2"}
    shared |= {"ws_url": "ws://127.0.0.1:9000/ocpp"}
    return [{"identity": identity, **shared} for identity in identities]


def test_a_deployment_is_there_at_once(client: httpx.Client) -> None:
    answer = created(client.post("/ocpp/deployment", json=DEPLOYMENT))
    assert answer == {
        "id": answer["deployment_id"],
        "deployment_id": answer["deployment_id"],
        "identity": "CP-0001",
        "ocpp_version": "OCPP1.6",
        "provisioning_state": "READY",
    }
    assert client.get(f"/chargers/{answer['id']}").json()["name"] == "Bay A01"


def test_the_newest_deployment_comes_up_in_the_background(
    slow_client: httpx.Client, slow_clock: MovableClock
) -> None:
    made = created(slow_client.post("/evcharger/deployment", json=EVCHARGER))
    assert made["provisioning_state"] == "PENDING"
    status = f"/ocpp/chargers/{made['id']}/status"
    assert slow_client.get(status).json()["status"] == "PENDING"
    slow_clock.advance(seconds=100)
    assert slow_client.get(status).json()["status"] == "READY"


def test_a_deployment_takes_its_brand_and_connector_from_its_model(client: httpx.Client) -> None:
    made = created(client.post("/evcharger/deployment", json=EVCHARGER | {"model": "terra-184"}))
    charger = client.get(f"/chargers/{made['id']}").json()
    assert (charger["vendor_name"], charger["connector_type"]) == ("ABB", "CCS1")


def test_a_deployment_can_have_one_of_the_power_levels_of_its_model(client: httpx.Client) -> None:
    made = created(client.post("/evcharger/deployment", json=EVCHARGER | {"power_kwh": 7.4}))
    assert client.get(f"/chargers/{made['id']}").json()["max_charging_power"] == 7400


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"power_kwh": 9.9}, "body.power_kwh"),
        ({"model": "nope"}, "body.model"),
        ({"connector_type": "CCS2"}, "body.connector_type"),
        ({"location_id": UUID}, "body.location_id"),
        ({"security_profile": 4}, "body.security_profile"),
        ({"ocpp_version": "OCPP3"}, "body.ocpp_version"),
    ],
)
def test_a_deployment_that_makes_no_sense_is_422_at_its_place(
    client: httpx.Client, fields: dict[str, Any], place: str
) -> None:
    assert list(problems(client.post("/evcharger/deployment", json=EVCHARGER | fields))) == [place]


@PREFIXES
def test_an_identity_that_is_taken_is_422(client: httpx.Client, deploy: Deploy, prefix: str) -> None:
    deploy()
    body = DEPLOYMENT if prefix == "/ocpp" else EVCHARGER
    assert problems(client.post(f"{prefix}/deployment", json=body)) == {"body.identity": "value_error"}


def test_the_model_may_be_named_without_its_brand(deploy: Deploy, client: httpx.Client) -> None:
    assert client.get(f"/chargers/{deploy(model_slug='pulsar-plus')}").json()["model"] == "Pulsar Plus"


@pytest.mark.parametrize("by", ["deployment_id", "identity"])
def test_a_deployment_is_deleted_by_id_or_identity(client: httpx.Client, deploy: Deploy, by: str) -> None:
    query = {by: {"deployment_id": deploy(), "identity": "CP-0001"}[by]}
    assert client.delete("/evcharger/deployment", params=query).status_code == 204
    assert client.delete("/evcharger/deployment", params=query).status_code == 404


@pytest.mark.parametrize("query", [{}, {"deployment_id": "dep-0", "identity": "CP-0001"}])
def test_a_deletion_names_exactly_one(client: httpx.Client, query: dict[str, str]) -> None:
    assert problems(client.delete("/evcharger/deployment", params=query)) == {"query": "value_error"}


def test_the_older_deletion_needs_the_id(client: httpx.Client, deploy: Deploy) -> None:
    assert problems(client.delete("/ocpp/deployment")) == {"query.deployment_id": "missing"}
    assert client.delete("/ocpp/deployment", params={"deployment_id": deploy()}).status_code == 204


@PREFIXES
def test_a_virtual_location_brings_its_chargers(client: httpx.Client, prefix: str) -> None:
    body = SITE | {"chargers": virtual_chargers(prefix, "CP-1", "CP-2")}
    answer = client.post(f"{prefix}/location", json=body)
    assert (answer.status_code, answer.json()["status"]) == (202, "accepted")
    location = client.get("/locations").json()["data"][0]
    assert location["coordinates"] == LOCATION["coordinates"]
    standing = client.get(f"/locations/{location['id']}/chargers").json()["data"]
    assert [charger["identity"] for charger in standing] == ["CP-1", "CP-2"]


def test_the_chargers_of_a_virtual_location_come_up_in_the_background(
    slow_client: httpx.Client, slow_clock: MovableClock
) -> None:
    body = SITE | {"chargers": virtual_chargers("/evcharger", "CP-1")}
    slow_client.post("/evcharger/location", json=body)
    assert stage(slow_client, "CP-1") == "queued"
    slow_clock.advance(seconds=100)
    assert stage(slow_client, "CP-1") == "online"


@PREFIXES
def test_a_charger_that_cannot_be_does_not_stop_the_others(
    client: httpx.Client, deploy: Deploy, prefix: str
) -> None:
    taken = deploy(identity="CP-1")
    body = SITE | {"chargers": virtual_chargers(prefix, "CP-1", "CP-2")}
    told = client.post(f"{prefix}/location", json=body).json()["detail"]
    refused = f"1 refused: CP-1 (Identity 'CP-1' is taken by charger {taken})"
    assert told == f"Harbour Hub: chargers being deployed: 1; {refused}"


@PREFIXES
def test_only_the_first_chargers_that_cannot_be_are_named(client: httpx.Client, prefix: str) -> None:
    body = SITE | {"chargers": virtual_chargers(prefix, *["CP-1"] * 6)}
    told = client.post(f"{prefix}/location", json=body).json()["detail"]
    assert (told.count("is taken by"), told.endswith(" and 2 more")) == (3, True)


@PREFIXES
def test_a_virtual_location_leaves_nothing_to_poll(
    slow_client: httpx.Client, slow_clock: MovableClock, prefix: str
) -> None:
    body = SITE | {"chargers": virtual_chargers(prefix, "CP-1")}
    assert slow_client.post(f"{prefix}/location", json=body).status_code == 202
    assert [run["kind"] for run in slow_client.get("/dev/records/runs").json()["data"]] == ["charger"]


def test_the_newest_virtual_location_may_be_empty_and_tells_its_id(client: httpx.Client) -> None:
    location = client.post("/evcharger/location", json=SITE).json()["location_id"]
    assert client.get(f"/locations/{location}").json()["name"] == SITE["name"]
    made = EVCHARGER | {"location_id": location}
    charger = created(client.post("/evcharger/deployment", json=made))["id"]
    assert client.get(f"/locations/{location}/chargers").json()["data"][0]["id"] == charger


def test_the_older_virtual_location_needs_chargers(client: httpx.Client) -> None:
    assert problems(client.post("/ocpp/location", json=SITE)) == {"body.chargers": "missing"}


@pytest.mark.parametrize(("parameter", "field"), [("slug", "slug"), ("location_id", "id")])
def test_the_older_virtual_location_is_deleted_by_slug_or_id(
    client: httpx.Client, parameter: str, field: str
) -> None:
    client.post("/ocpp/location", json=SITE | {"chargers": virtual_chargers("/ocpp", "CP-1")})
    query = {parameter: client.get("/locations").json()["data"][0][field]}
    assert client.delete("/ocpp/location", params=query).status_code == 204
    assert client.delete("/ocpp/location", params=query).status_code == 404
    assert client.get("/chargers").json()["total"] == 0


@pytest.mark.parametrize("field", ["id", "slug", "name"])
def test_the_newest_virtual_location_is_deleted_by_id_slug_or_name(client: httpx.Client, field: str) -> None:
    client.post("/evcharger/location", json=SITE | {"chargers": virtual_chargers("/evcharger", "CP-1")})
    query = {"location_id": client.get("/locations").json()["data"][0][field]}
    assert client.delete("/evcharger/location", params=query).status_code == 204
    assert client.get("/chargers").json()["total"] == 0


def test_a_name_that_several_locations_have_is_409_and_deletes_nothing(client: httpx.Client) -> None:
    for _ in range(2):
        client.post("/evcharger/location", json=SITE)
    answer = client.delete("/evcharger/location", params={"location_id": SITE["name"]})
    assert (answer.status_code, "2 locations" in answer.json()["detail"]) == (409, True)
    assert client.get("/locations").json()["total"] == 2


@PREFIXES
@pytest.mark.parametrize("by", ["deployment_id", "identity", "location_id"])
def test_a_command_reaches_its_target(client: httpx.Client, prefix: str, by: str) -> None:
    location = created(client.post("/locations", json=LOCATION))["id"]
    body = DEPLOYMENT | {"location_id": location}
    deployment = created(client.post("/ocpp/deployment", json=body))["id"]
    target = {by: {"deployment_id": deployment, "identity": "CP-0001", "location_id": location}[by]}
    told = tell(client, prefix, "start-session", target, {"id_tag": "TAG-1", "connector_id": 1})
    counts = (told["targeted_count"], told["queued_count"], told["failed_count"], told["failed"])
    assert counts == (1, 1, 0, [])
    (result,) = told["results"]
    assert (result["charger_id"], result["identity"]) == (deployment, "CP-0001")
    assert result["command"]["event_type"] == "start_session"
    assert result["command"]["payload"] == {"id_tag": "TAG-1", "connector_id": 1}


@PREFIXES
def test_charger_ids_narrow_a_location_and_strangers_fail(client: httpx.Client, prefix: str) -> None:
    location = created(client.post("/locations", json=LOCATION))["id"]
    chargers = [
        created(client.post("/chargers", json=CHARGER | {"identity": name, "location_id": location}))["id"]
        for name in ("CP-1", "CP-2")
    ]
    target = {"location_id": location, "charger_ids": [chargers[0], "dep-0"]}
    told = tell(client, prefix, "plug-connector", target)
    assert [result["identity"] for result in told["results"]] == ["CP-1"]
    assert (told["targeted_count"], told["failed_count"]) == (2, 1)


@PREFIXES
@pytest.mark.parametrize(
    "target",
    [
        {},
        {"deployment_id": "dep-0", "identity": "CP-0001"},
        {"identity": "CP-0001", "charger_ids": ["dep-0"]},
    ],
)
def test_a_target_names_exactly_one(client: httpx.Client, prefix: str, target: dict[str, Any]) -> None:
    answer = client.post(f"{prefix}/commands/plug-connector", json={"target": target, "payload": {}})
    assert problems(answer) == {"body.target": "value_error"}


@PREFIXES
@pytest.mark.parametrize("target", [{"deployment_id": "dep-0"}, {"identity": "CP-9"}, {"location_id": UUID}])
def test_a_target_that_is_not_there_is_404(client: httpx.Client, prefix: str, target: dict[str, str]) -> None:
    answer = client.post(f"{prefix}/commands/plug-connector", json={"target": target, "payload": {}})
    assert answer.status_code == 404


@PREFIXES
def test_a_connector_that_is_not_there_fails_in_the_envelope(
    client: httpx.Client, deploy: Deploy, prefix: str
) -> None:
    told = tell(client, prefix, "plug-connector", {"deployment_id": deploy()}, {"connector_id": 7})
    assert (told["queued_count"], told["failed_count"]) == (0, 1)
    assert "connector_id 7" in told["failed"][0]["error"]


COMMANDS: dict[str, Any] = {
    "proxy-message": {"action": "Heartbeat"},
    "configuration": {"key": "HeartbeatInterval", "value": "60"},
    "cache/reset": None,
    "local-auth-list": {
        "list_version": 2,
        "update_type": "Full",
        "entries": [{"id_tag": "TAG-1", "expiry_date": "2030-01-01T00:00:00Z"}],
    },
    "clear-local-auth-list": None,
    "inject-fault": {"fault_type": "OverCurrent"},
    "clear-fault": None,
    "plug-connector": None,
    "start-session": {"id_tag": "TAG-1"},
    "ev-stops-energy": {"connector_id": 1},
    "ev-requests-energy": None,
    "power-update": {"power_w": 3000},
    "stop-session": None,
}


@PREFIXES
def test_every_command_is_applied_in_a_session(client: httpx.Client, deploy: Deploy, prefix: str) -> None:
    target = {"deployment_id": deploy()}
    for command, payload in COMMANDS.items():
        told = tell(client, prefix, command, target, payload)
        sent = told["results"][0]["command"]["id"]
        result = client.get(f"/evcharger/commands/{sent}").json()
        assert result["status"] == "applied", (command, result)


def test_an_ocpp_action_is_sent_as_it_is_and_its_answer_is_the_result(
    client: httpx.Client, deploy: Deploy
) -> None:
    payload = {"action": "DataTransfer", "payload": {"vendorId": "acme"}}
    told = tell(client, "/ocpp", "proxy-message", {"deployment_id": deploy()}, payload)
    command = told["results"][0]["command"]
    assert (command["event_type"], command["payload"]) == ("DataTransfer", payload)
    result = client.get(f"/evcharger/commands/{command['id']}").json()
    assert result["result"] == {"response": {"status": "Accepted"}}


def test_an_action_that_ocpp_does_not_have_is_rejected_with_the_error_of_the_csms(
    client: httpx.Client, deploy: Deploy
) -> None:
    told = tell(client, "/ocpp", "proxy-message", {"deployment_id": deploy()}, {"action": "MakeCoffee"})
    result = client.get(f"/evcharger/commands/{told['results'][0]['command']['id']}").json()
    assert (result["status"], result["result"]) == ("rejected", {"code": "NotImplemented"})


def test_a_differential_list_amends_the_present_one(client: httpx.Client, deploy: Deploy) -> None:
    deployment = deploy()
    for version, kind, tag in ((1, "Full", "TAG-1"), (2, "Differential", "TAG-2")):
        payload = {"list_version": version, "update_type": kind, "entries": [{"id_tag": tag}]}
        tell(client, "/ocpp", "local-auth-list", {"deployment_id": deployment}, payload)
    entries = client.get(f"/chargers/{deployment}/local-auth-list").json()["data"]
    assert [entry["id_tag"] for entry in entries] == ["TAG-1", "TAG-2"]


@PREFIXES
@pytest.mark.parametrize(
    ("actions", "runtime"),
    [
        (["stop"], "stopped"),
        (["restart"], "online"),
        (["stop", "restart"], "online"),
        (["delete"], "deleted"),
    ],
)
def test_a_runtime_operation_on_a_deployment_tells_what_came_of_it(
    client: httpx.Client, deploy: Deploy, prefix: str, actions: list[str], runtime: str
) -> None:
    deployment = deploy()
    for action in actions:
        body = {"action": action, "deployment_id": deployment}
        answer = client.post(f"{prefix}/deployment-runtime-ops", json=body)
    assert answer.status_code == 200
    assert answer.json() == {
        "action": actions[-1],
        "target_type": "deployment",
        "deployment_id": deployment,
        "location_id": None,
        "accepted_count": 1,
        "failed_count": 0,
        "results": [
            {
                "deployment_id": deployment,
                "status": "accepted",
                "response": {"runtime": runtime},
                "error": None,
            }
        ],
    }


def test_a_runtime_operation_that_makes_no_sense_fails_in_its_results(
    client: httpx.Client, deploy: Deploy
) -> None:
    body = {"action": "stop", "deployment_id": deploy()}
    client.post("/ocpp/deployment-runtime-ops", json=body)
    again = client.post("/ocpp/deployment-runtime-ops", json=body).json()
    assert (again["accepted_count"], again["failed_count"]) == (0, 1)
    assert again["results"][0]["error"] == "charger runtime is already stopped"


def test_a_runtime_operation_on_a_location_goes_on_in_the_background(
    slow_client: httpx.Client, slow_clock: MovableClock
) -> None:
    location = created(slow_client.post("/locations", json=LOCATION))["id"]
    for name in ("CP-1", "CP-2"):
        created(slow_client.post("/chargers", json=CHARGER | {"identity": name, "location_id": location}))
    answer = slow_client.post(
        "/evcharger/deployment-runtime-ops", json={"action": "stop", "location_id": location}
    )
    assert (answer.status_code, answer.json()["status"]) == (202, "accepted")
    assert stage(slow_client, "CP-1") == "online"
    slow_clock.advance(seconds=100)
    assert (stage(slow_client, "CP-1"), stage(slow_client, "CP-2")) == ("stopped", "stopped")


@PREFIXES
@pytest.mark.parametrize("target", [{}, {"deployment_id": "dep-0", "location_id": UUID}])
def test_a_runtime_operation_names_exactly_one(
    client: httpx.Client, prefix: str, target: dict[str, str]
) -> None:
    answer = client.post(f"{prefix}/deployment-runtime-ops", json={"action": "stop"} | target)
    assert problems(answer) == {"body": "value_error"}


def test_a_failed_deployment_is_tried_again_by_a_restart(
    slow_client: httpx.Client, slow_clock: MovableClock
) -> None:
    slow_client.post("/dev/provisioning-failures", json={})
    deployment = created(slow_client.post("/evcharger/deployment", json=EVCHARGER))["id"]
    slow_clock.advance(seconds=100)
    assert slow_client.get(f"/ocpp/chargers/{deployment}/status").json()["status"] == "FAILED"
    body = {"action": "restart", "deployment_id": deployment}
    assert slow_client.post("/evcharger/deployment-runtime-ops", json=body).json()["accepted_count"] == 1
    assert slow_client.get(f"/ocpp/chargers/{deployment}/status").json()["status"] == "READY"
    assert stage(slow_client, "CP-0001") == "online"


def logged(client: httpx.Client, **query: Any) -> list[str]:
    answer = client.get("/ocpp/logs", params={"page_size": 500, **query})
    assert answer.status_code == 200, answer.text
    return [entry["action"] for entry in answer.json()["data"]]


def test_the_log_of_the_organization_is_newest_first(
    slow_client: httpx.Client, slow_clock: MovableClock
) -> None:
    for name in ("CP-1", "CP-2"):
        created(slow_client.post("/ocpp/deployment", json=DEPLOYMENT | {"identity": name}))
        slow_clock.advance(seconds=1)
    entries = slow_client.get("/ocpp/logs").json()
    moments = [entry["timestamp"] for entry in entries["data"]]
    assert moments == sorted(moments, reverse=True)
    assert len(set(moments)) == 2
    assert (entries["total"], entries["limit"], entries["offset"]) == (12, 50, 0)


def test_a_log_is_read_by_deployment_identity_and_action(client: httpx.Client, deploy: Deploy) -> None:
    deployment = deploy()
    deploy(identity="CP-2")
    assert len(logged(client)) == 12
    assert logged(client, deployment_id=deployment) == logged(client, identity="CP-0001")
    assert len(logged(client, identity="CP-2", action="BootNotification")) == 2
    both = logged(client, identity="CP-2", action=["BootNotification", "StatusNotification"])
    assert set(both) == {"BootNotification", "StatusNotification"}
    assert logged(client, deployment_id=deployment, identity="CP-2") == []
    assert logged(client, identity="CP-9") == []


def test_a_log_is_read_between_two_moments(slow_client: httpx.Client, slow_clock: MovableClock) -> None:
    created(slow_client.post("/ocpp/deployment", json=DEPLOYMENT))
    assert len(logged(slow_client, date_start="2026-03-01T12:00:00Z", date_end="2026-03-01T12:00:00Z")) == 6
    assert logged(slow_client, date_start="2026-03-01T12:00:01Z") == []


def test_actions_may_be_one_json_text_as_npm_writes_them(client: httpx.Client, deploy: Deploy) -> None:
    deploy()
    assert len(logged(client, action='["BootNotification","StartTransaction"]')) == 2
    answer = client.get("/ocpp/logs", params={"action": '["Heartbeat"]'})
    assert problems(answer) == {"query.action.0": "literal_error"}
    assert problems(client.get("/ocpp/logs", params={"action": "["})) == {"query.action.0": "literal_error"}


def test_an_action_that_no_log_is_read_by_is_422(client: httpx.Client) -> None:
    answer = client.get("/ocpp/logs", params={"action": "Heartbeat"})
    assert problems(answer) == {"query.action.0": "literal_error"}


@pytest.mark.parametrize("path", ["/ocpp/logs", "/evcharger/logs"])
def test_pages_of_a_log_end_with_an_empty_one(client: httpx.Client, deploy: Deploy, path: str) -> None:
    deploy()
    query: dict[str, Any] = {"identity": "CP-0001", "page_size": 4}
    pages = [client.get(path, params=query | {"page": page}).json() for page in (1, 2, 3)]
    assert [len(page["data"]) for page in pages] == [4, 2, 0]
    assert [(page["total"], page["limit"], page["offset"]) for page in pages] == [
        (6, 4, 0),
        (6, 4, 4),
        (6, 4, 8),
    ]


def test_logs_are_deleted_in_part(client: httpx.Client, deploy: Deploy) -> None:
    deploy()
    deploy(identity="CP-2")
    query = {"identity": "CP-0001", "action": "BootNotification"}
    assert client.delete("/ocpp/logs", params=query).status_code == 204
    assert set(logged(client, identity="CP-0001")) == {"StatusNotification"}
    assert len(logged(client, identity="CP-2")) == 6


def test_a_deletion_of_logs_names_a_charger(client: httpx.Client, deploy: Deploy) -> None:
    deploy()
    assert client.delete("/ocpp/logs").status_code == 400
    assert problems(client.delete("/evcharger/logs")) == {"query.identity": "missing"}
    assert len(logged(client)) == 6


def test_the_whole_log_of_a_charger_is_deleted_by_identity(client: httpx.Client, deploy: Deploy) -> None:
    deploy()
    assert client.delete("/evcharger/logs", params={"identity": "CP-0001"}).status_code == 204
    assert logged(client) == []
    assert client.delete("/evcharger/logs", params={"identity": "CP-9"}).status_code == 204


def stage(client: httpx.Client, identity: str) -> str:
    query = {"identity": identity}
    answer = client.get("/evcharger/deployment-runtime-ops/status", params=query)
    return str(answer.json()["items"][0]["stage"])

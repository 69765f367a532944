"""One leg of a relay between releases, in a process where one of them is importable.

Takes over a charger that another release has made: plugs a vehicle in, reads the log, deletes the charger.
Then makes one for the next. Reads `{url, token, charger}` and writes `{log, charger}`, as JSON.
"""

import json
import sys
from importlib import import_module
from typing import Any

import httpx

from tests.conftest import CHARGER
from tests.sdk.releases import imported

ocpplab: Any = import_module("ocpplab")


class Verbs:
    """0.1.1, where each charger has a path for each command."""

    def __init__(self, client: Any) -> None:
        self.client = client

    def make(self, identity: str) -> str:
        return str(self.client.charger_deployments.create_charger(**CHARGER | {"identity": identity}).id)

    def plug(self, charger: dict[str, str]) -> None:
        self.client.charger_commands.plug_connector(charger["id"])

    def log(self, charger: dict[str, str]) -> Any:
        return self.client.charger_logs.list_charger_logs(charger["id"])

    def delete(self, charger: dict[str, str]) -> None:
        self.client.charger_deployments.delete_charger(charger["id"])


class Targets(Verbs):
    """0.1.2, where a command names its target."""

    def plug(self, charger: dict[str, str]) -> None:
        target = ocpplab.CommandTarget(charger_id=charger["id"])
        self.client.commands.command_plug_connector(target=target, event=ocpplab.ConnectorCommandEvent())

    def log(self, charger: dict[str, str]) -> Any:
        return self.client.charger_data.list_charger_logs(charger["id"])


class Gateway(Verbs):
    """0.2.1 and 0.2.2."""

    def make(self, identity: str) -> str:
        return str(self.client.chargers.create(**CHARGER | {"identity": identity}).charger_id)

    def plug(self, charger: dict[str, str]) -> None:
        target = ocpplab.CommandTarget(charger_id=charger["id"])
        self.client.commands.plug_connector(target=target, event=ocpplab.ConnectorCommandEvent())

    def log(self, charger: dict[str, str]) -> Any:
        return self.client.chargers.get_logs(charger["id"])

    def delete(self, charger: dict[str, str]) -> None:
        self.client.chargers.delete(charger["id"])


class Deployments(Verbs):
    """0.2.3 to 0.3.0."""

    def make(self, identity: str) -> str:
        made = self.client.ocpp.deployment.create(**CHARGER | {"identity": identity})
        return str(made.deployment_id)

    def plug(self, charger: dict[str, str]) -> None:
        target = ocpplab.CommandTarget(deployment_id=charger["id"])
        self.client.ocpp.commands.plug_connector(target=target)

    def log(self, charger: dict[str, str]) -> Any:
        return self.client.ocpp.logs.list(deployment_id=charger["id"])

    def delete(self, charger: dict[str, str]) -> None:
        self.client.ocpp.deployment.delete(deployment_id=charger["id"])


class Platform(Verbs):
    """0.3.1 and 0.3.2."""

    def make(self, identity: str) -> str:
        made = self.client.evcharger.deployment.create(
            identity=identity,
            model=CHARGER["model_slug"],
            ws_url=CHARGER["ws_url"],
            ocpp_version="OCPP1.6",
            charger_name=identity,
        )
        return str(made.deployment_id)

    def plug(self, charger: dict[str, str]) -> None:
        target = ocpplab.CommandTarget(identity=charger["identity"])
        self.client.evcharger.commands.plug_connector(target=target)

    def log(self, charger: dict[str, str]) -> Any:
        return self.client.evcharger.logs.list(identity=charger["identity"]).response

    def delete(self, charger: dict[str, str]) -> None:
        self.client.evcharger.deployment.delete(identity=charger["identity"])


RUNNERS: dict[str, type[Verbs]] = {
    "gateway": Gateway,
    "deployments": Deployments,
    "platform": Platform,
}


def main() -> None:
    """Run one leg."""
    given = json.load(sys.stdin)
    release = imported()
    assert release is not None
    flat = Verbs if release.number == "0.1.1" else Targets
    client_class = getattr(ocpplab, "OcpplabSDK", None) or ocpplab.OcpplabApi
    with httpx.Client(trust_env=False) as http:
        client = client_class(base_url=given["url"], token=given["token"], httpx_client=http)
        runner = RUNNERS.get(release.edition, flat)(client)
        runner.plug(given["charger"])
        log = [entry.message for entry in runner.log(given["charger"]).data]
        runner.delete(given["charger"])
        identity = f"CP-{release.number}"
        made = {"id": runner.make(identity), "identity": identity}
    json.dump({"log": log, "charger": made}, sys.stdout)


if __name__ == "__main__":
    main()

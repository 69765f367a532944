"""Live chargers under test: a sandbox that serves, a strict CSMS, and what either knows of a charger."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from typing import Any, TypeVar

import httpx

from sandbox.server import Server
from sandbox.settings import Settings
from tests.live.strict.harness import PATIENCE, Message, StrictCsms
from tests.live.telling import told_of

VERSIONS = ("ocpp1.6", "ocpp2.0.1")
ENDS = ("applied", "rejected", "failed", "expired")
DOUBLE = {"brand_slug": "evbox", "model": "evbox-businessline-double", "connector_type": "Type2"}
"""A charger with two outlets of 22 kW."""

Found = TypeVar("Found")
Payload = dict[str, Any]
_PAUSE = 0.02
_RUNTIME = {"start-charger", "stop-charger", "reset-charger"}


class Rig:
    """A sandbox whose chargers are live, and the CSMS that they connect to."""

    def __init__(self, server: Server, csms: StrictCsms) -> None:
        self.csms = csms
        self.url = server.url
        self.dev = httpx.Client(base_url=server.url, timeout=2 * PATIENCE, trust_env=False)
        self._numbers = count(1)

    def charger(self, version: str, *, accepted: bool = True, **fields: Any) -> "Live":
        """Create a charger in an organization of its own, and wait until it has said all that a boot says."""
        number = next(self._numbers)
        identity = fields.get("identity", f"CP-{number}")
        organization = _body(self.dev.post("/dev/tenants", json={"name": f"Quay {number}"}))["id"]
        token = _body(self.dev.get("/dev/token", params={"organization_id": organization}))["access_token"]
        rest = httpx.Client(
            base_url=self.url,
            headers={"Authorization": f"Bearer {token}"},
            timeout=2 * PATIENCE,
            trust_env=False,
        )
        asked = DOUBLE | {
            "identity": f"CP-{number}",
            "charger_name": f"Bay {number}",
            "ws_url": self.csms.url,
        }
        asked |= {"ocpp_version": version} | fields
        charger = _body(rest.post("/evcharger/deployment", json=asked))
        live = Live(self, rest, organization, charger["deployment_id"], identity, version)
        if accepted:
            live.says_all(1 + live.outlets)
            live.quiet()
        return live

    def close(self) -> None:
        """Give up the connection to the control plane."""
        self.dev.close()


class Live:
    """One live charger, from three sides: the API, the control plane and its CSMS."""

    def __init__(  # noqa: PLR0913, PLR0917 - what it is
        self, rig: Rig, rest: httpx.Client, organization: str, charger_id: str, identity: str, version: str
    ) -> None:
        self.rig = rig
        self.csms = rig.csms
        self.rest = rest
        self.organization = organization
        self.id = charger_id
        self.identity = identity
        self.version = version
        self.provoked: set[str] = set()
        self._mark = 0

    @property
    def is_16(self) -> bool:
        """Whether it speaks OCPP 1.6."""
        return self.version == "ocpp1.6"

    @property
    def outlets(self) -> int:
        """How many statuses it tells after a boot: 1.6 tells that of connector 0 too."""
        return 3 if self.is_16 else 2

    def run(self, command: str, **event: Any) -> Payload:
        """Give a command and return its record when it has ended."""
        return self.ended(self.give(command, **event))

    def give(self, command: str, **event: Any) -> str:
        """Give a command and return its id."""
        if command in _RUNTIME:
            answer = self.rest.post(f"/chargers/{self.id}/{command}", json=event)
        else:
            told = {"target": {"charger_id": self.id}, "event": event}
            answer = self.rest.post(f"/ocpp/commands/{command}", json=told)
        assert answer.is_success, answer.text
        return str(self.records("commands")[-1]["id"])

    def ended(self, command_id: str) -> Payload:
        """Return the record of a command as soon as it has come to an end."""
        return self.becomes(command_id, *ENDS)

    def becomes(self, command_id: str, *statuses: str) -> Payload:
        """Return the record of a command as soon as it has one of those statuses."""

        def found() -> Payload:
            record = next(r for r in self.records("commands") if r["id"] == command_id)
            return record if record["status"] in statuses else {}

        return self.until(found)

    def records(self, collection: str) -> list[Payload]:
        """Return what is stored of this charger."""
        query: dict[str, str | int] = {"charger_id": self.id, "limit": 1000}
        return list(_body(self.rig.dev.get(f"/dev/records/{collection}", params=query))["data"])

    @property
    def state(self) -> Payload:
        """The charger as it is stored, once it is."""
        query = {"organization_id": self.organization}
        path = "/dev/records/charger_states"
        return dict(self.until(lambda: _body(self.rig.dev.get(path, params=query))["data"])[0])

    def advance(self, seconds: float) -> None:
        """Let the clock of its organization go forward."""
        asked = {"advance": seconds, "organization_id": self.organization}
        _body(self.rig.dev.post("/dev/clock", json=asked))

    def freeze(self) -> None:
        """Stop the clock of its organization."""
        _body(self.rig.dev.post("/dev/clock", json={"frozen": True, "organization_id": self.organization}))

    def heard(self, found: Callable[[list[Message]], Found]) -> Found:
        """Return what *found* says of what was said since the last look, as soon as it is true."""
        return self.csms.wait_for(lambda said: found(self._since(said)), self.identity)

    def says(self, *expected: str) -> list[Message]:
        """Check that the charger says just that next, and look past it."""
        calls = self.heard(lambda said: _at_least(len(expected), said))
        told = [told_of(call) for call in calls]
        assert told == list(expected), told
        return self.look_past(calls)

    def says_one_of(self, *orders: list[str]) -> list[Message]:
        """Check that the charger says next what one of the legal orders is, and look past it."""
        least = min(map(len, orders))
        calls = self.heard(lambda said: _at_least(least, said))
        told = [told_of(call) for call in calls]
        assert told in orders, told
        return self.look_past(calls)

    def says_all(self, number: int) -> list[Message]:
        """Return what the charger has said since the last look, as soon as it is that many requests."""
        return self.heard(lambda said: _at_least(number, said))

    def closed(self) -> Payload:
        """Return how the connection was closed, as soon as it is."""
        told = self.heard(lambda said: [m for m in said if m.direction == "closed"])
        return dict(told[0].frame)

    def said(self) -> list[str]:
        """Return what the charger has said since the last look, in short."""
        return [told_of(call) for call in self.calls()]

    def calls(self) -> list[Message]:
        """Return the requests of the charger since the last look."""
        return _calls(self._since(self.csms.everything(self.identity)))

    def quiet(self) -> None:
        """Look past all that was said, which is answered."""
        self.heard(lambda said: _is_answered([m for m in said if m.is_frame]))
        self._mark = self.csms.everything(self.identity)[-1].number

    def look_past(self, calls: list[Message]) -> list[Message]:
        """Begin the next look after those requests and their answers."""
        if calls:
            last = calls[-1].frame[1]
            answers = self.heard(lambda said: [m for m in said if _answers(m, last)])
            self._mark = answers[0].number
        return calls

    def passed(self, message: Message) -> None:
        """Begin the next look after that message, although it may not be answered."""
        self._mark = message.number

    def ask(self, action: str, payload: Payload | None = None, **options: Any) -> Payload:
        """Return the charger's answer to a request of the CSMS."""
        return self.csms.call(self.identity, action, payload, **options)

    def reply(self, action: str, **wanted: Any) -> None:
        """Let the CSMS answer the next requests of that action in another way; an error is provoked."""
        if "error" in wanted or "silent" in wanted:
            self.provoked.add(action)
        self.csms.reply(action, identity=self.identity, **wanted)

    def log(self) -> list[tuple[str, str, Any]]:
        """Return the log of the API, the oldest first: direction, action, frame."""
        page = _body(self.rest.get(f"/chargers/{self.id}/logs", params={"limit": 1000}))["data"]
        ways = {"cp_to_csms": "in", "csms_to_cp": "out"}
        return [(ways[e["direction"]], e["action"], json.loads(e["message"])) for e in reversed(page)]

    def wire(self) -> list[tuple[str, str | None, Any]]:
        """Return what the CSMS saw, in the same form."""
        frames = self.csms.messages(self.identity)
        return [(message.direction, message.action, message.frame) for message in frames]

    def take_all(self) -> None:
        """Wait until the charger has taken all that the CSMS has said."""
        self.until(lambda: len(self.log()) >= len(self.wire()))

    def assert_log_is_the_wire(self) -> None:
        """Check that the log of the API shows just the frames that the CSMS saw, each way in order."""
        self.take_all()
        log, wire = self.log(), self.wire()
        for way in ("in", "out"):
            assert [entry for entry in log if entry[0] == way] == [entry for entry in wire if entry[0] == way]

    def assert_clean(self) -> None:
        """Check that nothing was wrong with what it said, but what was provoked."""
        mine = [v for v in self.csms.violations() if v["identity"] == self.identity]
        assert mine == []
        errors = [error for error in self.csms.call_errors() if error.identity == self.identity]
        assert [error for error in errors if error.action not in self.provoked] == []

    def until(self, found: Callable[[], Found], *, patience: float = PATIENCE) -> Found:
        """Return what *found* returns as soon as it is true; between looks, wait a little for the CSMS."""
        end = time.monotonic() + patience
        while not (result := found()):
            assert time.monotonic() < end, f"{self.identity} said {self.said()}, and its line is {self.line}"
            self.pause()
        return result

    def pause(self) -> None:
        """Wait for one more frame, or a moment; not at all if the CSMS was killed, or has ended."""
        if not self.csms.is_closed:
            with suppress(httpx.TransportError):
                self.csms.everything(wait=_PAUSE)

    @property
    def line(self) -> Payload:
        """How its connection is."""
        return dict(_body(self.rig.dev.get(f"/dev/lines/{self.id}")))

    def line_is(self, *states: str, patience: float = PATIENCE) -> Payload:
        """Return how its connection is, as soon as it is in one of those states."""

        def found() -> Payload:
            line = self.line
            return line if line["state"] in states else {}

        return self.until(found, patience=patience)

    def meets(self, csms: StrictCsms) -> None:
        """Listen to another CSMS from now on."""
        self.csms, self._mark = csms, 0

    def delete(self) -> None:
        """Delete the charger."""
        assert self.rest.delete(f"/chargers/{self.id}").is_success

    def _since(self, messages: list[Message]) -> list[Message]:
        return [message for message in messages if message.number > self._mark]


@contextmanager
def rig(csms: StrictCsms, **settings: Any) -> Iterator[Rig]:
    """Serve an empty sandbox whose chargers are live."""
    given = {"port": 0, "world": "empty", "csms": "live", "log_level": "error", "provisioning_seconds": 0}
    with Server(Settings.of(**given | settings)) as server:
        made = Rig(server, csms)
        try:
            yield made
        finally:
            made.close()


def _calls(messages: list[Message]) -> list[Message]:
    return [message for message in messages if message.is_call]


def _answers(message: Message, message_id: str) -> bool:
    return message.direction == "out" and message.frame[0] != 2 and message.frame[1] == message_id


def _at_least(number: int, messages: list[Message]) -> list[Message]:
    calls = _calls(messages)
    return calls if len(calls) >= number else []


def _is_answered(frames: list[Message]) -> bool:
    asked = [m.frame[1] for m in frames if m.is_call]
    return not asked or any(m.direction == "out" and m.frame[1] == asked[-1] for m in frames)


def _body(answer: httpx.Response) -> Any:
    assert answer.is_success, answer.text
    return answer.json() if answer.content else None

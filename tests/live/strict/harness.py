"""A strict CSMS as tests use it: started, asked, waited for.

with strict_csms("node") as csms:
    charger = create(ws_url=csms.url)
    csms.wait_for_calls("CP-1", "BootNotification")
    csms.call("CP-1", "Reset", {"type": "Soft"})
    csms.assert_clean()
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypedDict, TypeVar, Unpack

import httpx

from tests.e2e.processes import environment
from tests.npm.projects import installed, skip_without_node

Found = TypeVar("Found")
Kind = Literal["node", "python"]
KINDS: tuple[Kind, ...] = ("node", "python")
PATIENCE = 20.0
"""Seconds after which what did not come is taken for lost; what works never takes as long."""

_HERE = Path(__file__).parent
_ROOT = _HERE.parents[2]
_CALL, _ERROR = 2, 4


class Tls(NamedTuple):
    """Files of the server's certificate; with *ca*, chargers need a certificate that it signed."""

    cert: Path
    key: Path
    ca: Path | None = None


class Message(NamedTuple):
    """One frame, or the coming (`opened`) or going (`closed`) of a charger."""

    number: int
    at: str
    identity: str
    direction: Literal["in", "out", "opened", "closed"]
    action: str | None
    """That of the request, for answers too."""
    frame: Any
    """The frame as a list, or as text if it is no JSON; what is known of a connection."""

    @property
    def is_frame(self) -> bool:
        """Whether it went over the wire."""
        return self.direction in ("in", "out")

    @property
    def is_call(self) -> bool:
        """Whether it is a request of the charger."""
        return self.direction == "in" and isinstance(self.frame, list) and self.frame[:1] == [_CALL]

    @property
    def is_error(self) -> bool:
        """Whether it is a CALLERROR of either side."""
        return self.is_frame and isinstance(self.frame, list) and self.frame[:1] == [_ERROR]

    @property
    def payload(self) -> Any:
        """The payload of a request or an answer."""
        return self.frame[3 if self.frame[0] == _CALL else 2]


class Refusal(Exception):
    """A charger's CALLERROR."""

    def __init__(self, error: dict[str, Any]) -> None:
        super().__init__(f"{error['code']}: {error['description']}")
        self.code: str = error["code"]
        self.description: str = error["description"]
        self.details: Any = error.get("details")


class StrictCsms:
    """A strict CSMS that runs; `url` is where chargers find it, without their identity."""

    def __init__(self, process: subprocess.Popen[str], control: httpx.Client, scheme: str, port: int) -> None:
        self.port = port
        self.url = f"{scheme}://127.0.0.1:{port}/ocpp"
        self._process = process
        self._control = control
        self._heard: list[Message] = []
        self._last = 0

    def everything(self, identity: str | None = None, *, wait: float = 0) -> list[Message]:
        """Return all messages and connections so far; *wait* that many seconds for one more."""
        fresh = self._control.get("/messages", params={"after": self._last, "wait": wait})
        self._heard += [Message(**told) for told in _body(fresh)]
        self._last = self._heard[-1].number if self._heard else self._last
        return [message for message in self._heard if identity in (None, message.identity)]

    def heard(self) -> list[Message]:
        """Return all that was asked for so far, without asking: what is left of one that was killed."""
        return list(self._heard)

    def messages(self, identity: str | None = None) -> list[Message]:
        """Return all frames so far, of one charger if it is named."""
        return [message for message in self.everything(identity) if message.is_frame]

    def calls(self, identity: str | None = None, action: str | None = None) -> list[Message]:
        """Return the requests of chargers so far."""
        return [m for m in self.everything(identity) if m.is_call and action in (None, m.action)]

    def call_errors(self) -> list[Message]:
        """Return the CALLERRORs of both sides so far."""
        return [message for message in self.everything() if message.is_error]

    def wait_for(
        self,
        found: Callable[[list[Message]], Found],
        identity: str | None = None,
        *,
        patience: float = PATIENCE,
    ) -> Found:
        """Return what *found* says of all that came as soon as it is true.

        Raises:
            AssertionError: it did not become true in time; the text lists what came.
        """
        end = time.monotonic() + patience
        messages = self.everything(identity)
        while not (result := found(messages)):
            left = end - time.monotonic()
            if left <= 0:
                came = "\n".join(f"{m.identity} {m.direction} {json.dumps(m.frame)}" for m in messages)
                raise AssertionError(f"what was awaited did not come in {patience} s; there was\n{came}")
            messages = self.everything(identity, wait=left)
        return result

    def wait_for_calls(
        self, identity: str, action: str, count: int = 1, *, patience: float = PATIENCE, **members: Any
    ) -> list[Message]:
        """Return the requests of that action, with those members, as soon as there are that many."""

        def found(messages: list[Message]) -> list[Message]:
            wanted = [m for m in messages if m.is_call and m.action == action]
            fit = [m for m in wanted if members.items() <= m.payload.items()]
            return fit if len(fit) >= count else []

        return self.wait_for(found, identity, patience=patience)

    def call(
        self, identity: str, action: str, payload: dict[str, Any] | None = None, *, unchecked: bool = False
    ) -> dict[str, Any]:
        """Return a charger's answer to a request; *unchecked* sends what no schema allows.

        Raises:
            Refusal: the charger answered with a CALLERROR.
        """
        asking = {"identity": identity, "action": action, "payload": payload or {}, "unchecked": unchecked}
        told: dict[str, Any] = _body(self._control.post("/call", json=asking))
        if "error" in told:
            raise Refusal(told["error"])
        result: dict[str, Any] = told["result"]
        return result

    def raw(self, identity: str, text: str) -> None:
        """Send a text as it is."""
        _body(self._control.post("/raw", json={"identity": identity, "text": text}))

    def reply(self, action: str, *, times: int = 1, **wanted: Any) -> None:
        """Answer the next *times* requests of that action in another way.

        Args:
            action: of the request.
            times: how many of them.
            wanted: `status`, or members of the answer as `payload`, or `error` (code, description and
                details), or `silent` to say nothing; `identity` limits it to one charger, `unchecked` sends
                a `payload` that no schema allows.
        """
        _body(self._control.post("/reply", json={"action": action, "times": times, **wanted}))

    def close(self, identity: str, *, code: int = 1000, force: bool = False) -> None:
        """Close the connection of a charger, or drop it without a word."""
        _body(self._control.post("/close", json={"identity": identity, "code": code, "force": force}))

    def connected(self) -> list[str]:
        """Return the identities of the chargers that are connected."""
        return list(_body(self._control.get("/connected")))

    def violations(self) -> list[dict[str, Any]]:
        """Return what was wrong with frames: identity, direction, action and message."""
        return list(_body(self._control.get("/violations")))

    def transactions(self, identity: str | None = None) -> list[dict[str, Any]]:
        """Return what is known of each transaction, with how often it was started and ended."""
        told = _body(self._control.get("/transactions"))
        return [one for one in told if identity in (None, one["identity"])]

    def forget(self) -> None:
        """Forget all messages and violations so far."""
        self.everything()
        self._heard.clear()
        _body(self._control.delete("/messages"))

    def assert_clean(self, *provoked: str) -> None:
        """Check that there are no violations, and no CALLERRORs but of the actions that are named."""
        assert self.violations() == []
        assert [error for error in self.call_errors() if error.action not in provoked] == []

    @property
    def is_closed(self) -> bool:
        """Whether it was ended for good, so that nothing can be asked any more."""
        return self._control.is_closed

    def kill(self) -> None:
        """End the process at once; what it knew is gone, what was asked for is still here."""
        self._process.kill()
        self._process.wait()


class Options(TypedDict, total=False):
    """How a strict CSMS can be started."""

    port: int
    """Where it listens for chargers; without it, on a free one."""
    password: str
    """What chargers have to send by HTTP Basic, with their identity."""
    interval: int
    """The heartbeat interval that it asks for, in seconds; 300 without it."""
    first_transaction: int
    """The first transaction id that it gives (1.6); 1 without it."""
    tls: Tls
    """Its certificate; without it, it listens in the clear."""


@contextmanager
def strict_csms(kind: Kind, **options: Unpack[Options]) -> Iterator[StrictCsms]:
    """Run a strict CSMS: *node* on npm `ocpp-rpc`, or *python* on the central system classes of `ocpp`.

    Without Node, tests of that one are skipped.
    """
    tls = options.pop("tls", None)
    given = {**options, **(tls._asdict() if tls else {})}
    command, variables = _program(kind)
    for name, value in given.items():
        if value is not None:
            command += [f"--{name.replace('_', '-')}", str(value)]
    with subprocess.Popen(
        command, cwd=_ROOT, env=environment(**variables), stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            ports = _ports(process)
            with httpx.Client(
                base_url=f"http://127.0.0.1:{ports['control']}", timeout=2 * PATIENCE, trust_env=False
            ) as control:
                yield StrictCsms(process, control, "wss" if tls else "ws", ports["ocpp"])
        finally:
            process.kill()


def _program(kind: Kind) -> tuple[list[str], dict[str, str]]:
    if kind == "python":
        return [sys.executable, "-m", "tests.live.strict.central_system"], {}
    skip_without_node()
    folder = _HERE / "node"
    return ["node", str(folder / "csms.js")], {"NODE_PATH": str(installed(folder))}


def _ports(process: subprocess.Popen[str]) -> dict[str, int]:
    assert process.stdout is not None
    told = process.stdout.readline()
    assert told, "the strict CSMS ended before it was ready"
    ports: dict[str, int] = json.loads(told)
    return ports


def _body(answer: httpx.Response) -> Any:
    assert answer.status_code == httpx.codes.OK, answer.text
    return answer.json()

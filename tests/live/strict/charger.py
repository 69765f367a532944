"""A charger that says what a test wants, frame by frame."""

import base64
import json
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

BOOTS: dict[str, dict[str, Any]] = {
    "ocpp1.6": {"chargePointVendor": "Quay", "chargePointModel": "One"},
    "ocpp2.0.1": {"chargingStation": {"vendorName": "Quay", "model": "One"}, "reason": "PowerUp"},
}


class PlainCharger:
    """One end of a connection, without any behaviour of its own."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._count = 0

    def ask(self, action: str, payload: dict[str, Any]) -> list[Any]:
        """Send a request and return the frame that answers it."""
        self._count += 1
        self.say([2, str(self._count), action, payload])
        answer: list[Any] = self.hear()
        return answer

    def say(self, frame: Any) -> None:
        """Send a frame, or a text as it is."""
        self._connection.send(frame if isinstance(frame, str) else json.dumps(frame))

    def hear(self) -> Any:
        """Return the next frame."""
        return json.loads(self._connection.recv(20))

    def leave(self) -> None:
        """Close the connection."""
        self._connection.close()

    def boot(self) -> list[Any]:
        """Send the BootNotification of the version."""
        return self.ask("BootNotification", BOOTS[str(self._connection.subprotocol)])


@contextmanager
def plain_charger(
    url: str,
    identity: str,
    version: str,
    *,
    password: str | None = None,
    context: ssl.SSLContext | None = None,
) -> Iterator[PlainCharger]:
    """Connect as a charger of that version, with HTTP Basic if there is a password."""
    headers = {}
    if password is not None:
        headers["Authorization"] = f"Basic {base64.b64encode(f'{identity}:{password}'.encode()).decode()}"
    if context is not None:
        # One thread of `connect` reads while another writes: OpenSSL bears that as long as no ticket of
        # TLS 1.3 comes in between, and Python guards it with a lock since 3.13.4.
        context.maximum_version = ssl.TLSVersion.TLSv1_2
    with connect(
        f"{url}/{quote(identity)}",
        subprotocols=[Subprotocol(version)],
        additional_headers=headers,
        compression=None,
        ssl=context,
        proxy=None,
    ) as connection:
        yield PlainCharger(connection)

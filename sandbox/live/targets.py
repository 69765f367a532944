"""Where chargers may connect to: loopback, and what is allowed besides. Nothing else is ever dialled."""

import ipaddress
import re
from collections.abc import Iterable
from urllib.parse import quote, urlsplit

from sandbox.errors import BadSetting, SandboxError

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_SCHEMES = ("ws", "wss")
_NAME = re.compile(r"(\*\.)?[\w-]+(\.[\w-]+)*\.?")


class TargetRefused(SandboxError):
    """A URL that a charger must not, or cannot, connect to; the text says why."""


class Targets:
    """Decides which URLs may be dialled.

    Args:
        allowed: besides loopback: names of hosts, `*.name` for what is under one, addresses, networks such as
            `10.0.0.0/8`, or `*` for everything.
        setting: where that is said, for the texts of errors.
        subject: what a URL is there.

    Raises:
        BadSetting: an entry is none of these.
    """

    def __init__(
        self, allowed: Iterable[str] = (), *, setting: str = "SANDBOX_CSMS_ALLOW", subject: str = "ws_url"
    ) -> None:
        self._setting, self._subject = setting, subject
        self._names = {"localhost"}
        self._networks: list[Network] = [ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128")]
        for entry in allowed:
            if "/" in entry or _address(entry) is not None:
                self._networks.append(_network(entry, setting))
            elif entry != "*" and not _NAME.fullmatch(entry):
                raise BadSetting(f"{setting}: {entry!r} is no name of a host, no address and no network")
            else:
                self._names.add(entry.lower())

    def url(self, ws_url: str, identity: str) -> str:
        """Return what a charger dials: the URL of its CSMS and its identity, as OCPP-J puts them together.

        Raises:
            TargetRefused: it is no WebSocket URL, or its host is not allowed.
        """
        try:
            parts = urlsplit(ws_url)
            host, port = parts.hostname, parts.port
        except ValueError as wrong:
            raise TargetRefused(f"{self._subject} {ws_url!r} is no URL: {wrong}") from None
        if parts.scheme not in _SCHEMES or not host:
            raise TargetRefused(
                f"{self._subject} {ws_url!r} is no WebSocket URL: ws://host:port/path is expected"
            )
        if parts.username is not None or parts.password is not None:
            raise TargetRefused(
                f"{self._subject} holds credentials: a charger sends its authorization_key instead"
            )
        if port == 0:
            raise TargetRefused(f"{self._subject} {ws_url!r} has port 0, at which nobody can listen")
        if not self._allow(host):
            raise TargetRefused(f"the host {host} is not allowed; {self._setting} can add it")
        path = f"{parts.path.rstrip('/')}/{quote(identity, safe='')}"
        return parts._replace(path=path, fragment="").geturl()

    def dialled(self, ws_url: str, identity: str) -> str | None:
        """Return what a charger dials; None if it may dial nothing."""
        try:
            return self.url(ws_url, identity)
        except TargetRefused:
            return None

    def _allow(self, host: str) -> bool:
        if "*" in self._names:
            return True
        address = _address(host)
        if address is not None:
            return any(address in network for network in self._networks)
        return host in self._names or any(
            name.startswith("*.") and host.endswith(name[1:]) for name in self._names
        )


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return None


def _network(text: str, setting: str) -> Network:
    try:
        return ipaddress.ip_network(text.strip("[]"))
    except ValueError as wrong:
        raise BadSetting(f"{setting}: {text!r} is no network: {wrong}") from None

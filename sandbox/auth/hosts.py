"""The names that a sandbox may be called by."""

import ipaddress
import re
from collections.abc import Iterable

_HOST = re.compile(r"(?:\[([0-9a-f:.]{2,45})\]|([\w.-]{1,253}))(?::\d{1,5})?", re.ASCII)
_USUAL = "127.0.0.1"
_LOOPBACK_NETWORKS = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))


class AllowedHosts:
    """Loopback, and what is allowed besides: a name, `*.name` for what is under it, or `*`."""

    def __init__(self, allowed: Iterable[str] = ()) -> None:
        names = {host.lower().strip("[]") for host in allowed}
        self._any = "*" in names
        self._names = names | {"localhost"}
        self._suffixes = tuple(name[1:] for name in names if name.startswith("*."))

    def allow(self, name: str) -> bool:
        """Tell whether the sandbox may be called by *name*, in small letters."""
        # The usual address is compared first: to parse it takes longer than all the rest.
        return (
            self._any
            or name in self._names
            or name == _USUAL
            or name.endswith(self._suffixes)
            or _is_loopback(name)
        )

    def allow_url(self, url: str) -> bool:
        """Tell whether *url* is such a host's, without a path."""
        scheme, _, host = url.partition("://")
        name = name_of(host)
        return scheme in ("http", "https") and name is not None and self.allow(name)

    @property
    def shown(self) -> list[str]:
        """What is allowed, as people write it."""
        return ["loopback", *sorted(self._names)]


def name_of(host: str) -> str | None:
    """Return the name in a `Host` header, without its port; None when it is malformed."""
    parts = _HOST.fullmatch(host.lower())
    return None if parts is None else parts[1] or parts[2]


def _is_loopback(name: str) -> bool:
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return any(address in network for network in _LOOPBACK_NETWORKS)

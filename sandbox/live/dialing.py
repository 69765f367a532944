"""Dials: where to, with which credentials, and what has to be proved before a charger speaks.

security_profile  transport  the charger proves itself by   the CSMS proves itself by
0                 as ws_url  nothing                        its certificate, if the URL is wss
1                 as ws_url  HTTP Basic                     its certificate, if the URL is wss
2                 wss        HTTP Basic                     its certificate
3                 wss        its own certificate            its certificate
"""

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

from sandbox.charger import configuration
from sandbox.charger.state import ChargerState
from sandbox.domain.records import Charger
from sandbox.live.targets import TargetRefused, Targets
from sandbox.ocpp.websocket import Connection, connect

BASIC_PROFILES = (1, 2)
TLS_PROFILES = (2, 3)
MUTUAL_TLS = 3

OPEN_SECONDS = 10.0
MOST_AT_ONCE = 100
"""Connections that are opened at the same time: a CSMS that has just come up is not to be flooded."""


@dataclass(frozen=True)
class Dialing:
    """How chargers are connected.

    Args:
        targets: which URLs may be dialled.
        ca_file: certificates that those of a CSMS are checked by, besides the system's.
        certificate: the chargers' own certificate, for security profile 3.
        key: the key of that certificate.
        leaving: what has to end first: the same charger as it was before, which hangs up. A CSMS knows it by
            its identity, and is not to see it twice.
    """

    targets: Targets
    ca_file: Path | None = None
    certificate: Path | None = None
    key: Path | None = None
    leaving: asyncio.Task[None] | None = None
    _turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(MOST_AT_ONCE))
    # All chargers share them: each holds every certificate that the system trusts.
    _contexts: dict[bool, ssl.SSLContext] = field(default_factory=dict)

    def after(self, leaving: asyncio.Task[None] | None) -> Self:
        """Return how a charger is connected that waits for another one, if there is one, to leave."""
        return self if leaving is None else replace(self, leaving=leaving)

    async def dial(self, charger: Charger, state: ChargerState) -> Connection:
        """Connect a charger to its CSMS.

        Raises:
            TargetRefused: its URL may not be dialled, or does not suit its security profile, or a
                certificate cannot be used.
            CannotConnect: nobody answers there, or not as a CSMS does.
        """
        url = self.targets.url(charger.ws_url, charger.identity)
        basic, tls = self._credentials(charger), self._tls(charger, url)
        if self.leaving is not None:
            await asyncio.wait([self.leaving])
        async with self._turns:
            return await connect(
                url,
                version=charger.ocpp_version,
                basic=basic,
                ssl=tls,
                ping_interval=configuration.number(state, configuration.PING_INTERVAL) or None,
                ping_timeout=OPEN_SECONDS,
                open_timeout=OPEN_SECONDS,
            )

    def url(self, charger: Charger) -> str | None:
        """Return what is dialled for a charger; None if nothing may be."""
        return self.targets.dialled(charger.ws_url, charger.identity)

    def _credentials(self, charger: Charger) -> tuple[str, str] | None:
        if charger.security_profile not in BASIC_PROFILES:
            return None
        return charger.identity, charger.authorization_key or ""

    def _tls(self, charger: Charger, url: str) -> ssl.SSLContext | None:
        profile = charger.security_profile
        if not url.startswith("wss:"):
            if profile in TLS_PROFILES:
                raise TargetRefused(f"security profile {profile} needs a wss:// URL, not {charger.ws_url}")
            return None
        is_mutual = profile == MUTUAL_TLS
        if is_mutual not in self._contexts:
            self._contexts[is_mutual] = self._mutual() if is_mutual else self._server_only()
        return self._contexts[is_mutual]

    def _mutual(self) -> ssl.SSLContext:
        if self.certificate is None:
            raise TargetRefused("security profile 3 needs a certificate: SANDBOX_CSMS_CLIENT_CERT")
        context = self._server_only()
        with _refusals_named(self.certificate):
            context.load_cert_chain(self.certificate, self.key)
        return context

    def _server_only(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if self.ca_file is not None:
            with _refusals_named(self.ca_file):
                context.load_verify_locations(self.ca_file)
        return context


def facts(charger: Charger) -> tuple[object, ...]:
    """Return what a connection, and what is said over it, depends on."""
    return (
        charger.ws_url,
        charger.identity,
        charger.ocpp_version,
        charger.security_profile,
        charger.authorization_key,
        charger.powered_at,
    )


@contextmanager
def _refusals_named(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as refused:  # those of TLS are among them
        raise TargetRefused(f"{file} cannot be used: {refused.strerror or refused}") from None

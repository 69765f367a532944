"""Who a charger connects to, what it proves itself by, and what it does where it may not."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from websockets.sync.server import ServerConnection, serve
from websockets.typing import Subprotocol

from tests.live.rig import VERSIONS, Live, rig
from tests.live.strict.certificates import Authority
from tests.live.strict.harness import KINDS, Kind, StrictCsms, Tls, strict_csms

PASSWORD = "0123456789abcdef"


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> Kind:
    made: Kind = request.param
    return made


def test_a_password_lets_a_charger_in(kind: Kind) -> None:
    with strict_csms(kind, password=PASSWORD) as csms, rig(csms) as made:
        for version in VERSIONS:
            charger = made.charger(version, security_profile=1, authorization_key=PASSWORD)
            assert _profile_told(charger) == "1"
            assert charger.line["problem"] is None
            _leave(charger)
        csms.assert_clean()


def test_a_wrong_password_keeps_a_charger_out(kind: Kind) -> None:
    with strict_csms(kind, password=PASSWORD) as csms, rig(csms) as made:
        charger = made.charger("ocpp1.6", accepted=False, security_profile=1, authorization_key="another one")
        assert "401" in _problem(charger)
        assert csms.connected() == []
        assert charger.calls() == []
        _leave(charger)


def test_tls_is_spoken_where_the_authority_is_trusted(kind: Kind, tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    tls = Tls(*authority.issue("csms"))
    with strict_csms(kind, tls=tls, password=PASSWORD) as csms:
        with rig(csms, csms_ca_file=authority.file) as made:
            _leave(made.charger("ocpp1.6", security_profile=2, authorization_key=PASSWORD))
        with rig(csms) as made:
            charger = made.charger("ocpp1.6", accepted=False, security_profile=2, authorization_key=PASSWORD)
            assert "certificate" in _problem(charger).lower()
            _leave(charger)
        csms.assert_clean()


def test_a_charger_proves_itself_by_a_certificate(kind: Kind, tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    tls = Tls(*authority.issue("csms"), authority.file)
    certificate, key = authority.issue("chargers")
    with strict_csms(kind, tls=tls) as csms:
        given = {"csms_ca_file": authority.file, "csms_client_cert": certificate, "csms_client_key": key}
        with rig(csms, **given) as made:
            _leave(made.charger("ocpp2.0.1", security_profile=3))
        with rig(csms, csms_ca_file=authority.file) as made:
            charger = made.charger("ocpp2.0.1", accepted=False, security_profile=3)
            assert "SANDBOX_CSMS_CLIENT_CERT" in str(charger.line_is("refused")["problem"])
            _leave(charger)
        csms.assert_clean()


def test_a_profile_with_tls_wants_a_url_with_tls(csms: StrictCsms) -> None:
    with rig(csms) as made:
        charger = made.charger("ocpp1.6", accepted=False, security_profile=2, authorization_key=PASSWORD)
        assert "wss://" in str(charger.line_is("refused")["problem"])
        assert csms.everything() == []
        _leave(charger)


def test_a_host_that_is_not_allowed_is_never_dialled(csms: StrictCsms) -> None:
    with _elsewhere() as (listening, url), rig(csms) as made:
        charger = made.charger("ocpp1.6", accepted=False, ws_url=url)
        line = charger.line_is("refused")
        assert "SANDBOX_CSMS_ALLOW" in line["problem"]
        assert line["url"] is None
        given = charger.give("plug-connector")
        assert charger.becomes(given, "deferred")["waiting"] == "yes"
        with pytest.raises(BlockingIOError):
            listening.accept()
        _leave(charger)


def test_a_host_that_is_allowed_is_dialled(csms: StrictCsms) -> None:
    with _elsewhere() as (listening, url), rig(csms, csms_allow=("0.0.0.0/8",)) as made:
        charger = made.charger("ocpp1.6", accepted=False, ws_url=url)
        listening.settimeout(20)
        listening.accept()[0].close()
        _leave(charger)


@pytest.mark.parametrize("spoken", [["ocpp1.5"], None])
def test_a_csms_that_does_not_speak_the_version_is_not_spoken_to(
    csms: StrictCsms, spoken: list[str] | None
) -> None:
    heard: list[object] = []
    come = threading.Event()

    def listen(connection: ServerConnection) -> None:
        come.set()
        heard.extend(connection)

    offered = None if spoken is None else [Subprotocol(name) for name in spoken]
    with serve(listen, "127.0.0.1", 0, subprotocols=offered) as server, rig(csms) as made:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        charger = made.charger(
            "ocpp1.6", accepted=False, ws_url=f"ws://127.0.0.1:{server.socket.getsockname()[1]}/"
        )
        assert "subprotocol" in _problem(charger)
        assert heard == []
        _leave(charger)
        server.shutdown()
        thread.join()
    assert spoken is not None or come.is_set()


@pytest.fixture
def csms() -> Iterator[StrictCsms]:
    with strict_csms("python") as running:
        yield running


@contextmanager
def _elsewhere() -> Iterator[tuple[socket.socket, str]]:
    """Listen where a charger may not connect to unless it is allowed, although it could."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        yield listening, f"ws://0.0.0.0:{listening.getsockname()[1]}/ocpp"


def _problem(charger: Live) -> str:
    """Return why a charger has no connection, as soon as it knows."""
    return str(charger.until(lambda: charger.line["problem"]))


def _profile_told(charger: Live) -> str:
    """Return the security profile that the charger tells the CSMS."""
    if charger.is_16:
        (setting,) = charger.ask("GetConfiguration", {"key": ["SecurityProfile"]})["configurationKey"]
        assert setting["readonly"]
        return str(setting["value"])
    name = {"component": {"name": "SecurityCtrlr"}, "variable": {"name": "SecurityProfile"}}
    (result,) = charger.ask("GetVariables", {"getVariableData": [name]})["getVariableResult"]
    return str(result["attributeValue"])


def _leave(charger: Live) -> None:
    charger.delete()
    charger.rest.close()

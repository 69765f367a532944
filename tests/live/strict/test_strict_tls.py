"""A strict CSMS over TLS."""

import ssl
from pathlib import Path

import pytest
from websockets.exceptions import WebSocketException

from tests.live.strict.certificates import Authority
from tests.live.strict.charger import plain_charger
from tests.live.strict.harness import KINDS, Kind, Tls, strict_csms


@pytest.mark.parametrize("kind", KINDS)
def test_a_charger_that_trusts_the_authority_is_accepted(kind: Kind, tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    context = ssl.create_default_context(cafile=authority.file)
    with (
        strict_csms(kind, tls=Tls(*authority.issue("csms"))) as csms,
        plain_charger(csms.url, "CP-1", "ocpp1.6", context=context) as charger,
    ):
        assert charger.boot()[0] == 3


@pytest.mark.parametrize("kind", KINDS)
def test_a_charger_needs_a_certificate_where_an_authority_is_given(kind: Kind, tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    context = ssl.create_default_context(cafile=authority.file)
    with strict_csms(kind, tls=Tls(*authority.issue("csms"), authority.file)) as csms:
        with (
            pytest.raises((OSError, WebSocketException)),
            plain_charger(csms.url, "CP-1", "ocpp1.6", context=context) as charger,
        ):
            charger.boot()
        context.load_cert_chain(*authority.issue("CP-1"))
        with plain_charger(csms.url, "CP-1", "ocpp1.6", context=context) as charger:
            assert charger.boot()[0] == 3

"""A CSMS that takes its time: what it is asked is answered when a test says so."""

import json
from typing import Any

from tests.live.rig import Live
from tests.live.strict.harness import Message


def hold(charger: Live, action: str) -> None:
    """Let the CSMS not answer the next request of that action."""
    charger.csms.reply(action, identity=charger.identity, silent=True)


def answer(charger: Live, asked: Message, payload: dict[str, Any]) -> None:
    """Answer a request that was held."""
    charger.csms.raw(charger.identity, json.dumps([3, asked.frame[1], payload]))

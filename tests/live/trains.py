"""Trains of statuses: each step comes three seconds after the one before."""

from tests.live.rig import Live

STEP = 3.1


def pass_steps(charger: Live, action: str, expected: list[str]) -> None:
    """Let steps pass, each when the one before was told, and check what is told."""
    for number in range(1, len(expected) + 1):
        if action == "FirmwareStatusNotification" and charger.is_16 and expected[number - 1] == "Installed":
            # It boots without a word about it.
            charger.heard(lambda said: [m for m in said if m.is_call and m.payload.get("connectorId") == 2])
            charger.advance(STEP)
        assert statuses(charger, action, number) == expected[:number]
        if number < len(expected):
            charger.until(lambda: charger.line["state"] == "connected")
            charger.advance(STEP)


def statuses(charger: Live, action: str, number: int) -> list[str]:
    """Return the statuses that were told with that action, as soon as they are that many."""
    calls = charger.heard(
        lambda said: c if len(c := [m for m in said if m.is_call and m.action == action]) >= number else []
    )
    return [str(call.payload["status"]) for call in calls]

"""Nobody is told of what was only rehearsed."""

from sandbox.kit import Sandbox
from tests.dev.events.listening import hear, make_charger, tell


def test_a_rehearsal_is_not_told(sandbox: Sandbox) -> None:
    # In OCPP 2.0.1 a charger with one outlet tells one status when it boots.
    rehearsed = make_charger(sandbox, ocpp_version="ocpp2.0.1")
    with hear(sandbox, "charger", "connector", "session", "command", "log") as ear:
        ear.next(kind="log", action="StatusNotification", direction="csms_to_cp")
        assert sandbox.client.get(f"/dev/chargers/{rehearsed}/commands").status_code == 200
        told_last = make_charger(sandbox, identity="CP-0002")
        tell(sandbox, told_last, "plug-connector")
        heard = ear.until(kind="command", charger_id=told_last)
    assert rehearsed not in {event["charger_id"] for event in heard}

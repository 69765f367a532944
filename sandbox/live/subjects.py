"""What messages of a charger are about: which outlet, and what a slow CSMS need not hear more than once."""

from sandbox.charger.frames import Call


def outlet_of(call: Call) -> int | None:
    """Return the outlet that a message is about; 0 is the station, None if it does not tell."""
    told = call.payload
    if call.outlet is not None or call.proxied:
        return call.outlet
    if "eventData" in told:
        outlets = {event["component"].get("evse", {}).get("id", 0) for event in told["eventData"]}
        return int(outlets.pop()) if len(outlets) == 1 else None
    outlet = told.get("evse", {}).get("id", told.get("evseId", told.get("connectorId")))
    return None if outlet is None else int(outlet)


def is_periodic(call: Call) -> bool:
    """Tell whether it is said by the clock, and tells of no transaction."""
    if call.proxied or "transactionId" in call.payload:
        return False
    if call.action == "MeterValues":
        values = (value for reading in call.payload["meterValue"] for value in reading["sampledValue"])
        return all(v.get("context") == "Sample.Clock" for v in values)
    return call.action == "Heartbeat"


def repeats(call: Call, waiting: Call) -> bool:
    """Tell whether a periodic message is one too many behind another that still waits."""
    return is_periodic(waiting) and _subject(call) == _subject(waiting)


def _subject(call: Call) -> tuple[str, int | None]:
    return call.action, outlet_of(call)

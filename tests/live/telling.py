"""What a charger says, in short: the action, and what of the payload a sequence is about."""

from tests.live.strict.harness import Message


def told_of(call: Message) -> str:
    """Return a request in short, such as `SN 1 Charging` or `TE Updated ChargingStateChanged Charging`."""
    said = call.payload
    match call.action:
        case "StatusNotification" if "evseId" in said:
            words = ["SN", said["evseId"], said["connectorStatus"]]
        case "StatusNotification":
            error = said["errorCode"]
            words = ["SN", said["connectorId"], said["status"], *([error] if error != "NoError" else [])]
        case "TransactionEvent":
            info = said["transactionInfo"]
            parts = (
                said["eventType"],
                said["triggerReason"],
                info["chargingState"],
                info.get("stoppedReason"),
            )
            words = ["TE", *(part for part in parts if part)]
        case "StopTransaction":
            words = [call.action, said["reason"]]
        case "BootNotification" if "reason" in said:
            words = [call.action, said["reason"]]
        case "MeterValues" if "connectorId" in said:
            words = [call.action, said["connectorId"]]
        case "NotifyEvent":
            (event,) = said["eventData"]
            words = [call.action, event["variable"]["name"], event["actualValue"]]
        case _:
            words = [call.action]
    return " ".join(map(str, words))

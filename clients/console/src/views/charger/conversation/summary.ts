/** What a frame says, in one line. */
import { isObject } from "../../../api/json.js";
import { clockTime, energy, power } from "../../../components/units.js";
import { figures } from "../chart/meter_values.js";
import type { Frame } from "./frame.js";

/** A payload of any action: what is looked for may not be there, or be something else. */
type Payload = Record<string, any>;

/** Returns a line such as `1 Charging`; empty where there is nothing to say. */
export function summary({ kind, action, payload }: Frame): string {
  if (kind === "unreadable") return "not a frame of OCPP-J";
  const said: Payload = isObject(payload) ? payload : {};
  try {
    return told(kind, action, said);
  } catch {
    // It does not fit its schema: any client or CSMS may send what it likes.
    return leaves(said);
  }
}

function told(kind: Frame["kind"], action: string, said: Payload): string {
  if (kind === "error") return joined(said["errorCode"], said["errorDescription"]);
  if (kind === "result") return verdict(said);
  return Object.hasOwn(CALLS, action) ? joined(CALLS[action]?.(said)) : leaves(said);
}

const CALLS: Record<string, (payload: Payload) => string> = {
  Authorize: ({ idTag, idToken }) => idTag ?? idToken?.idToken,
  BootNotification: ({ chargePointVendor, chargePointModel, chargingStation, reason }) =>
    joined(chargePointVendor ?? chargingStation?.vendorName, chargePointModel ?? chargingStation?.model, reason),
  ChangeConfiguration: ({ key, value }) => `${key} = ${value}`,
  MeterValues: ({ connectorId, evseId, meterValue }) => joined(connectorId ?? evseId, measured(meterValue)),
  RemoteStartTransaction: ({ connectorId, idTag }) => joined(connectorId, idTag),
  RequestStartTransaction: ({ evseId, idToken }) => joined(evseId, idToken?.idToken),
  ReserveNow: ({ connectorId, evseId, idTag, idToken }) => joined(connectorId ?? evseId, idTag ?? idToken?.idToken),
  SetVariables: ({ setVariableData }) =>
    setVariableData?.map((one: Payload) => `${one["variable"]?.name} = ${one["attributeValue"]}`).join(", "),
  StartTransaction: ({ connectorId, idTag, meterStart }) => joined(connectorId, idTag, `at ${energy(meterStart)}`),
  StatusNotification: ({ connectorId, evseId, status, connectorStatus, errorCode }) =>
    joined(evseId ?? connectorId, status ?? connectorStatus, errorCode === "NoError" ? null : errorCode),
  StopTransaction: ({ transactionId, reason, meterStop }) => joined(`#${transactionId}`, reason, `at ${energy(meterStop)}`),
  TransactionEvent: ({ eventType, evse, triggerReason, transactionInfo, meterValue }) => {
    const figures = measured(meterValue);
    // What comes every minute is told by its figures alone.
    const routine = eventType === "Updated" && figures !== "";
    return joined(evse?.id, ...(routine ? [] : [eventType, triggerReason]), transactionInfo?.chargingState, figures);
  },
};

function measured(meterValue: Parameters<typeof figures>[0]): string {
  const { power_w, energy_wh } = figures(meterValue);
  return joined(power_w === null ? null : power(power_w), energy_wh === null ? null : energy(energy_wh));
}

function verdict(payload: Payload): string {
  const status = payload["status"] ?? payload["idTagInfo"]?.status ?? payload["idTokenInfo"]?.status;
  const { transactionId, currentTime } = payload;
  const told = joined(
    status,
    transactionId === undefined ? null : `#${transactionId}`,
    status === undefined && currentTime !== undefined ? clockTime(currentTime) : null,
  );
  return told === "" ? leaves(payload) : told;
}

/** What is said plainly, for actions that nothing else is known of. */
function leaves(payload: Payload): string {
  const plain = Object.entries(payload).filter(([, value]) => typeof value !== "object");
  return plain.map(([name, value]) => `${name} ${value}`).join(", ");
}

const joined = (...parts: unknown[]): string => parts.filter((part) => part !== null && part !== undefined && part !== "").join(" ");

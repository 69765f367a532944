/** Power and energy as the frames of a charger tell of them, in both OCPP versions. */
import type { Frame } from "../conversation/frame.js";

/** What a meter showed. */
export interface Reading {
  connector: number;
  /** Milliseconds since 1970. */
  at: number;
  power_w: number | null;
  energy_wh: number | null;
}

/** What tells one reading from the others. */
export const idOf = ({ connector, at, power_w, energy_wh }: Reading): string => `${connector} ${at} ${power_w} ${energy_wh}`;

interface SampledValue {
  value: string | number;
  measurand?: string;
  unit?: string;
  unitOfMeasure?: { unit?: string; multiplier?: number };
}

interface MeterValue {
  timestamp: string;
  sampledValue: SampledValue[];
}

/** The members of all payloads that carry readings. */
interface Payload {
  connectorId?: number;
  evseId?: number;
  evse?: { id: number };
  transactionId?: number;
  transactionInfo?: { transactionId: string };
  eventType?: string;
  timestamp?: string;
  meterStart?: number;
  meterStop?: number;
  meterValue?: MeterValue[];
  transactionData?: MeterValue[];
}

/** Returns what the meters of a charger showed, in the order of the frames. */
export function readings(frames: readonly Frame[]): Reading[] {
  const found: Reading[] = [];
  const placeOf = new Map<string | number, number>();
  for (const frame of frames) {
    if (frame.kind !== "call" || frame.direction !== "cp_to_csms" || !CARRYING.has(frame.action)) continue;
    try {
      found.push(...readingsIn(frame, placeOf));
    } catch {
      // It does not fit its schema, so it tells of no reading.
    }
  }
  return found;
}

/** *placeOf* has the connectors of transactions that began in earlier frames. */
function readingsIn(frame: Frame, placeOf: Map<string | number, number>): Reading[] {
  const payload = frame.payload as Payload;
  const transaction = transactionOf(frame, payload);
  const connector = payload.connectorId ?? payload.evseId ?? payload.evse?.id ?? placeOf.get(transaction ?? "");
  if (connector === undefined) return [];
  if (transaction !== undefined) placeOf.set(transaction, connector);
  return readingsOf(payload, connector);
}

const CARRYING = new Set(["MeterValues", "StartTransaction", "StopTransaction", "TransactionEvent"]);

/** In OCPP 1.6 the CSMS names a transaction, in its answer. */
function transactionOf(frame: Frame, payload: Payload): string | number | undefined {
  const answer = frame.partner?.payload as Payload | null | undefined;
  return payload.transactionId ?? payload.transactionInfo?.transactionId ?? answer?.transactionId;
}

function readingsOf(payload: Payload, connector: number): Reading[] {
  const found = [...(payload.meterValue ?? []), ...(payload.transactionData ?? [])].map((value) => sampled(value, connector));
  const at = Date.parse(payload.timestamp ?? "");
  const { meterStart, meterStop } = payload;
  if (typeof meterStart === "number") found.push({ connector, at, power_w: null, energy_wh: meterStart });
  if (typeof meterStop === "number") found.push({ connector, at, power_w: 0, energy_wh: meterStop });
  if (payload.eventType === "Ended") found.push({ connector, at, power_w: 0, energy_wh: null });
  return found.filter(({ at, power_w, energy_wh }) => !Number.isNaN(at) && (power_w !== null || energy_wh !== null));
}

function sampled({ timestamp, sampledValue }: MeterValue, connector: number): Reading {
  return {
    connector,
    at: Date.parse(timestamp),
    power_w: figure(sampledValue, "Power.Active.Import"),
    energy_wh: figure(sampledValue, REGISTER),
  };
}

const REGISTER = "Energy.Active.Import.Register";

/** Returns what was measured, in W or Wh; a value that names no measurand is the register. */
function figure(values: readonly SampledValue[], measurand: string): number | null {
  const found = values.find((value) => (value.measurand ?? REGISTER) === measurand && !("phase" in value));
  if (found === undefined) return null;
  const unit = found.unit ?? found.unitOfMeasure?.unit ?? "";
  const factor = (unit.startsWith("k") ? 1000 : 1) * 10 ** (found.unitOfMeasure?.multiplier ?? 0);
  const value = Number(found.value) * factor;
  return Number.isFinite(value) ? value : null;
}

/** Returns power and energy of one meter value, for a line of text. */
export function figures(values: readonly MeterValue[] = []): { power_w: number | null; energy_wh: number | null } {
  const last = values.at(-1);
  if (last === undefined) return { power_w: null, energy_wh: null };
  return { power_w: figure(last.sampledValue, "Power.Active.Import"), energy_wh: figure(last.sampledValue, REGISTER) };
}

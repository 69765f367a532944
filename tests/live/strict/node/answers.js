"use strict";

const REFUSED = { BLOCKED: "Blocked", EXPIRED: "Expired", INVALID: "Invalid" };
const REGISTER = "Energy.Active.Import.Register";

/** The transactions of all chargers: what they said about each, and how often. */
class Transactions {
  constructor(first) {
    this._next = first;
    this._all = new Map();
  }

  list() {
    return [...this._all.values()];
  }

  /** Return the transaction of a StartTransaction, the same one when it is said again. */
  start(identity, said) {
    const { connectorId, idTag, meterStart, timestamp } = said;
    const again = this.list().find(
      (known) =>
        known.identity === identity &&
        known.started === timestamp &&
        known.connectorId === connectorId &&
        known.idTag === idTag,
    );
    const transaction = again ?? this._of(identity, this._next++);
    Object.assign(transaction, { connectorId, idTag, meterStart, started: timestamp });
    transaction.starts++;
    return transaction;
  }

  stop(identity, said) {
    const transaction = this._of(identity, said.transactionId);
    const { meterStop, timestamp, reason = "Local" } = said;
    Object.assign(transaction, { meterStop, stopped: timestamp, reason });
    transaction.ends++;
  }

  event(identity, said) {
    const transaction = this._of(identity, said.transactionInfo.transactionId);
    transaction.sequence.push(said.seqNo);
    transaction.idTag ??= said.idToken?.idToken ?? null;
    transaction.connectorId ??= said.evse?.connectorId ?? null;
    if (said.eventType === "Started") {
      transaction.starts++;
      transaction.started = said.timestamp;
    }
    for (const wh of registers(said.meterValue ?? [])) {
      transaction.meterStart ??= wh;
      transaction.meterStop = wh;
    }
    if (said.eventType === "Ended") {
      transaction.ends++;
      transaction.stopped = said.timestamp;
      transaction.reason = said.transactionInfo.stoppedReason ?? "Local";
    }
  }

  _of(identity, id) {
    const key = JSON.stringify([identity, id]);
    if (!this._all.has(key)) {
      const nothing = { connectorId: null, idTag: null, meterStart: null, meterStop: null };
      const never = { started: null, stopped: null, reason: null, starts: 0, ends: 0, sequence: [] };
      this._all.set(key, { id, identity, ...nothing, ...never });
    }
    return this._all.get(key);
  }
}

function* registers(meterValues) {
  for (const sample of meterValues.flatMap((value) => value.sampledValue)) {
    if ((sample.measurand ?? REGISTER) === REGISTER && !sample.phase) {
      const { unit = "Wh", multiplier = 0 } = sample.unitOfMeasure ?? {};
      yield sample.value * 10 ** multiplier * (unit === "kWh" ? 1000 : 1);
    }
  }
}

function verdict(idTag) {
  const name = idTag.toUpperCase();
  const prefix = Object.keys(REFUSED).find((begin) => name.startsWith(begin));
  return { status: REFUSED[prefix] ?? "Accepted" };
}

const nothing = () => ({});
const accepted = () => ({ status: "Accepted" });
const now = () => ({ currentTime: new Date().toISOString() });

/** Return the handlers of each version by action: they take who says what, and return the answer. */
function answers(transactions, interval) {
  const common = {
    BootNotification: () => ({ ...now(), interval, status: "Accepted" }),
    DataTransfer: accepted,
    FirmwareStatusNotification: nothing,
    Heartbeat: now,
    LogStatusNotification: nothing,
    MeterValues: nothing,
    SecurityEventNotification: nothing,
    SignCertificate: accepted,
    StatusNotification: nothing,
  };
  return {
    "ocpp1.6": {
      ...common,
      Authorize: (identity, said) => ({ idTagInfo: verdict(said.idTag) }),
      DiagnosticsStatusNotification: nothing,
      SignedFirmwareStatusNotification: nothing,
      StartTransaction: (identity, said) => {
        const { id } = transactions.start(identity, said);
        return { transactionId: id, idTagInfo: verdict(said.idTag) };
      },
      StopTransaction: (identity, said) => {
        transactions.stop(identity, said);
        return said.idTag === undefined ? {} : { idTagInfo: verdict(said.idTag) };
      },
    },
    "ocpp2.0.1": {
      ...common,
      Authorize: (identity, said) => ({ idTokenInfo: verdict(said.idToken.idToken) }),
      ClearedChargingLimit: nothing,
      NotifyChargingLimit: nothing,
      NotifyCustomerInformation: nothing,
      NotifyDisplayMessages: nothing,
      NotifyEVChargingNeeds: accepted,
      NotifyEVChargingSchedule: accepted,
      NotifyEvent: nothing,
      NotifyMonitoringReport: nothing,
      NotifyReport: nothing,
      PublishFirmwareStatusNotification: nothing,
      ReportChargingProfiles: nothing,
      ReservationStatusUpdate: nothing,
      TransactionEvent: (identity, said) => {
        transactions.event(identity, said);
        return said.idToken === undefined ? {} : { idTokenInfo: verdict(said.idToken.idToken) };
      },
    },
  };
}

module.exports = { Transactions, answers };

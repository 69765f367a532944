/** Every command that the API has for a charger: its name, what it does, where it is sent. */

export interface Field {
  name: string;
  label: string;
  hint?: string;
  kind: "text" | "number" | "json" | readonly string[];
  /** What may be written, among others. */
  suggestions?: readonly string[];
  /** May be left out. */
  optional?: boolean;
  /** May be empty, and is sent so. */
  blank?: boolean;
}

export interface Command {
  /** As the sandbox names it. */
  id: string;
  name: string;
  about: string;
  /** The route, after `evcharger/commands/` with a target, or after the charger itself. */
  path: string;
  alone?: true;
  danger?: true;
  /** What is asked for, besides the connector and the tag that are chosen for all. */
  fields?: readonly Field[];
}

const FAULTS = ["OverCurrent", "OverTemperature", "GroundFault", "ConnectorLockFailure", "EVCommunicationError", "HighTemperature", "InternalError", "OverVoltage", "PowerMeterFailure", "PowerSwitchFailure", "ReaderFailure", "UnderVoltage", "WeakSignal"];

const ACTIONS = ["Authorize", "BootNotification", "CancelReservation", "ChangeAvailability", "ChangeConfiguration", "ClearChargingProfile", "DataTransfer", "FirmwareStatusNotification", "GetBaseReport", "GetCompositeSchedule", "GetConfiguration", "GetDiagnostics", "GetLocalListVersion", "GetLog", "GetVariables", "Heartbeat", "MeterValues", "RemoteStartTransaction", "RequestStartTransaction", "ReserveNow", "Reset", "SetChargingProfile", "SetVariables", "StatusNotification", "TriggerMessage", "UnlockConnector", "UpdateFirmware"];

const POWER: readonly Field[] = [{ name: "power_w", label: "Power in W", kind: "number", hint: "What the vehicle draws from now on" }];
const FAULT: readonly Field[] = [{ name: "fault_type", label: "Fault", kind: FAULTS }];
const TRANSACTION: readonly Field[] = [{ name: "transaction_id", label: "Transaction", kind: "text", optional: true, hint: "Empty: the one that runs" }];
const SETTING: readonly Field[] = [
  { name: "key", label: "Key", kind: "text" },
  { name: "value", label: "Value", kind: "text", blank: true },
];
const LIST: readonly Field[] = [
  { name: "list_version", label: "Version", kind: "number", hint: "Newer than the present one" },
  { name: "update_type", label: "Update", kind: ["Full", "Differential"] },
  { name: "entries", label: "Entries", kind: "json", hint: "A list of {id_tag, expiry_date, parent_id_tag}" },
];
const MESSAGE: readonly Field[] = [
  { name: "action", label: "Action", kind: "text", suggestions: ACTIONS, hint: "Any of OCPP; what only a CSMS sends is taken as coming from it" },
  { name: "payload", label: "Payload", kind: "json" },
];

/** In groups of who does them. */
export const GROUPS: readonly { name: string; commands: readonly Command[] }[] = [
  {
    name: "Driver and vehicle",
    commands: [
      { id: "start_session", name: "Start session", about: "Plugs in, shows the tag, charges", path: "start-session" },
      { id: "stop_session", name: "Stop session", about: "Stops and unplugs", path: "stop-session" },
      { id: "plug_connector", name: "Plug in", about: "Puts the cable in", path: "plug-connector" },
      { id: "unplug_connector", name: "Unplug", about: "Takes the cable out", path: "unplug-connector" },
      { id: "authorize_id_tag", name: "Authorize", about: "Shows the tag to the reader", path: "authorize-id-tag" },
      { id: "ev_requests_energy", name: "EV requests energy", about: "Goes on after a pause", path: "ev-requests-energy" },
      { id: "ev_stops_energy", name: "EV stops energy", about: "Pauses, still plugged in", path: "ev-stops-energy" },
      { id: "power_update", name: "Set power", about: "What the vehicle draws", path: "power-update", fields: POWER },
    ],
  },
  {
    name: "From the CSMS",
    commands: [
      { id: "start_transaction", name: "Remote start", about: "Starts for the tag", path: "start-transaction", alone: true },
      { id: "stop_transaction", name: "Remote stop", about: "Stops a transaction", path: "stop-transaction", alone: true, fields: TRANSACTION },
      { id: "unlock_connector", name: "Unlock", about: "Lets the cable go", path: "unlock-connector", alone: true },
      { id: "set_configuration", name: "Configure", about: "Changes one key", path: "configuration", fields: SETTING },
      { id: "send_local_list", name: "Send local list", about: "Tags that need no CSMS", path: "local-auth-list", fields: LIST },
      { id: "clear_local_list", name: "Clear local list", about: "Forgets those tags", path: "clear-local-auth-list" },
      { id: "reset_auth_cache", name: "Clear cache", about: "Forgets tags it has seen", path: "cache/reset" },
      { id: "proxy_message", name: "Send a message", about: "Any OCPP action", path: "proxy-message", fields: MESSAGE },
    ],
  },
  {
    name: "Faults and runtime",
    commands: [
      { id: "inject_fault", name: "Inject fault", about: "Breaks the connector, or all", path: "inject-fault", fields: FAULT, danger: true },
      { id: "clear_fault", name: "Clear fault", about: "Repairs what is broken", path: "clear-fault" },
      { id: "start_charger", name: "Start charger", about: "Switches it on", path: "start-charger", alone: true },
      { id: "stop_charger", name: "Stop charger", about: "Switches it off", path: "stop-charger", alone: true, danger: true },
      { id: "reset_charger", name: "Reset charger", about: "Off and on again", path: "reset-charger", alone: true, danger: true },
    ],
  },
];

const NAMES = new Map(GROUPS.flatMap(({ commands }) => commands.map(({ id, name }) => [id, name] as const)));

/** What people call a command. */
export const nameOf = (id: string): string => NAMES.get(id) ?? id;

/** Test kit for ocpplab-sandbox. */

export { Clock, type ClockResponse, type ClockTurnedResponse, type Duration, type Moment } from "./clock.js";
export { type Problem, SandboxError, SandboxRequestError, SandboxStartError } from "./errors.js";
export {
  type Delay,
  type Effect,
  Fault,
  type FaultRequest,
  type FaultResponse,
  Faults,
  type Occasion,
  Preset,
  type PresetName,
} from "./faults.js";
export {
  type Charger,
  type Location,
  Organization,
  type ProvisioningFailure,
  type SdkOptions,
  type TokenRequest,
} from "./organization.js";
export type { EntryPattern, Json, RequestPattern, StatusPattern } from "./patterns.js";
export { type Answer, type Entry, type Explanation, type Har, Requests, type Sender } from "./requests.js";
export { Sandbox } from "./sandbox.js";
export type { Settings } from "./settings.js";
export { Snapshot, type SnapshotResponse } from "./snapshots.js";
export { type OwnServer, type RunningServer, type SandboxOptions, startSandbox } from "./start.js";
export type { Defect, Role } from "./tokens.js";

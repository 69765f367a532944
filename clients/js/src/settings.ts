/** What a sandbox can be told when it starts: the settings of the README, `SANDBOX_SEED` being `seed`. */

import { SandboxError } from "./errors.js";
import { checked } from "./names.js";

export interface Settings {
  host?: string;
  /** A folder to keep the state in. */
  data?: string;
  reloadWorld?: boolean;
  logLevel?: "critical" | "error" | "warning" | "info" | "debug";
  strict?: boolean;
  seed?: number;
  fsync?: boolean;
  allowedHosts?: readonly string[];
  allowedOrigins?: readonly string[];
  maxBodyBytes?: number;
  maxImportBytes?: number;
  logRetention?: number;
  journalSize?: number;
  provisioningSeconds?: number;
  commandSeconds?: number;
  commandLifetimeSeconds?: number;
  csms?: "loopback" | "live";
  csmsAllow?: readonly string[];
  csmsValidation?: boolean;
  csmsCaFile?: string;
  csmsClientCert?: string;
  csmsClientKey?: string;
  jwtSecret?: string;
  jwtSecretFile?: string;
  jwtPrivateKeyFile?: string;
  jwtIssuer?: string;
  jwtAudience?: string;
  jwtRoleClaim?: string;
  jwtOrganizationClaim?: string;
}

const KNOWN: Record<keyof Settings, true> = {
  host: true,
  data: true,
  reloadWorld: true,
  logLevel: true,
  strict: true,
  seed: true,
  fsync: true,
  allowedHosts: true,
  allowedOrigins: true,
  maxBodyBytes: true,
  maxImportBytes: true,
  logRetention: true,
  journalSize: true,
  provisioningSeconds: true,
  commandSeconds: true,
  commandLifetimeSeconds: true,
  csms: true,
  csmsAllow: true,
  csmsValidation: true,
  csmsCaFile: true,
  csmsClientCert: true,
  csmsClientKey: true,
  jwtSecret: true,
  jwtSecretFile: true,
  jwtPrivateKeyFile: true,
  jwtIssuer: true,
  jwtAudience: true,
  jwtRoleClaim: true,
  jwtOrganizationClaim: true,
};

/** Settings of the server that are none here. */
const ELSEWHERE: Record<string, string> = {
  dev: "the kit needs the control plane, which is on",
  port: "the kit takes a free one",
  world: "it is an option beside `settings`",
};

/** Quiet, and creations in the background are done at once, as in the fixtures of pytest. */
const DEFAULTS: Settings = { logLevel: "warning", provisioningSeconds: 0 };

const PREFIX = "SANDBOX_";

/** Return the environment of a server: this process's, with these settings and no others. */
export function environment(settings: Settings, world: string | undefined): NodeJS.ProcessEnv {
  for (const name of Object.keys(settings).filter((one) => one in ELSEWHERE)) {
    throw new SandboxError(`settings: ${name} cannot be set: ${ELSEWHERE[name]}`);
  }
  checked("settings", settings, Object.keys(KNOWN));
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith(PREFIX));
  const wanted = Object.entries({ ...DEFAULTS, ...settings, world }).filter(
    ([, value]) => value !== undefined,
  );
  const set = wanted.map(([name, value]) => [variable(name), text(value)]);
  return Object.fromEntries([...kept, ...set]) as NodeJS.ProcessEnv;
}

function variable(name: string): string {
  return PREFIX + name.replace(/[A-Z]/g, "_$&").toUpperCase();
}

function text(value: unknown): string {
  if (typeof value === "boolean") {
    return value ? "on" : "off";
  }
  return String(value);
}

/** The sandbox under test, and what its control plane tells: `OCPPLAB_SANDBOX_URL` says where it is. */

import { OcpplabSDK } from "ocpplab";

/** What came of a command, as `/dev/records/commands` shows it. */
export interface Outcome {
  id: string;
  status: string;
  reason: string | null;
  result: Record<string, unknown> | null;
}

interface Identified {
  id: string;
}

interface Records<T> {
  data: T[];
}

export const url = process.env["OCPPLAB_SANDBOX_URL"] ?? "http://127.0.0.1:8000";

/** Return an id of a new organization. */
export async function createOrganization(name: string): Promise<string> {
  const { id } = await ask<Identified>("/dev/tenants", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ name }),
  });
  return id;
}

/** Return a client with a token that `/dev/token` gives for the query. */
export async function connect(query: Record<string, string>): Promise<OcpplabSDK> {
  return new OcpplabSDK({ environment: url, token: await token(query) });
}

/** Return the token that `/dev/token` gives for the query. */
export async function token(query: Record<string, string>): Promise<string> {
  const answer = await ask<{ access_token: string }>(
    `/dev/token?${new URLSearchParams(query).toString()}`,
  );
  return answer.access_token;
}

/** Return stored records, the oldest first. */
export async function records<T = Identified>(
  collection: string,
  query: Record<string, string>,
): Promise<T[]> {
  const { data } = await ask<Records<T>>(
    `/dev/records/${collection}?${new URLSearchParams(query).toString()}`,
  );
  return data;
}

/** Ask the control plane. */
export async function ask<T>(path: string, init?: RequestInit): Promise<T> {
  const answer = await fetch(`${url}${path}`, init);
  if (!answer.ok) {
    throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  }
  return (await answer.json()) as T;
}

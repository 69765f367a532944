/** Who is signed in, and the client that speaks for them. */

import { OcpplabSDK, OcpplabSDKError } from "ocpplab";

export const SANDBOX: string = import.meta.env.VITE_SANDBOX_URL ?? "http://127.0.0.1:8000";

export interface Organization {
  id: string;
  name: string;
}

export interface Account {
  organization: string;
  role: string;
  /** One of the ways in which a token can fail: `expired` and others. */
  defect?: string;
}

interface Session {
  sdk: OcpplabSDK;
  organization: string;
}

let session: Session | undefined;

/** Return the session; the page shows nothing that needs one before there is one. */
export function current(): Session {
  if (session === undefined) {
    throw new Error("Nobody is signed in");
  }
  return session;
}

/** Return the organizations of the sandbox. A real service would not tell, and would ask for a login. */
export async function organizations(): Promise<Organization[]> {
  const { data } = await ask<{ data: Organization[] }>("/dev/tenants");
  return data;
}

/** Sign in. */
export async function signIn({ organization, role, defect }: Account): Promise<void> {
  const wanted = new URLSearchParams({ role, ...(defect && { defect }) });
  if (role === "user") {
    wanted.set("organization_id", organization);
  }
  const { access_token: token } = await ask<{ access_token: string }>(`/dev/token?${wanted.toString()}`);
  // An admin names the organization in a header, which a user must not send.
  const headers = role === "admin" ? { "X-Organization-Id": organization } : {};
  session = { sdk: new OcpplabSDK({ environment: SANDBOX, token, headers }), organization };
}

/** Ask the control plane, which the SDK does not know; failures are those of the SDK all the same. */
async function ask<T>(path: string): Promise<T> {
  const answer = await fetch(`${SANDBOX}${path}`).catch((cause: unknown) => {
    throw new OcpplabSDKError({ message: String(cause), cause });
  });
  const body: unknown = await answer.json();
  if (!answer.ok) {
    throw new OcpplabSDKError({ statusCode: answer.status, body });
  }
  return body as T;
}

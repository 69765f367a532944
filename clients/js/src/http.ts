/** Requests to the control plane. */

import { isMissing, SandboxError, SandboxRequestError } from "./errors.js";
import { shown } from "./names.js";

/** Parameters of a query; what is undefined is left out, and a list is repeated. */
export type Parameters = Record<string, string | number | readonly string[] | undefined>;

const NO_CONTROL_PLANE = " (it has no control plane: is it a sandbox, and is SANDBOX_DEV on?)";

/** The control plane of one sandbox. */
export class ControlPlane {
  /**
   * @param url - the base URL of the sandbox, without a slash at its end
   * @param whyGone - what is known about a server that does not answer
   */
  constructor(
    readonly url: string,
    private readonly whyGone: () => string = () => "",
  ) {}

  get<T>(path: string, parameters: Parameters = {}): Promise<T> {
    return this.ask<T>("GET", path, parameters);
  }

  post<T>(path: string, body?: object, parameters: Parameters = {}): Promise<T> {
    return this.ask<T>("POST", path, parameters, body);
  }

  async delete(path: string, parameters: Parameters = {}): Promise<void> {
    await this.ask("DELETE", path, parameters);
  }

  /** Remove what may be gone already. */
  async remove(path: string, parameters: Parameters = {}): Promise<void> {
    await this.delete(path, parameters).catch((error: unknown) => {
      if (!isMissing(error)) {
        throw error;
      }
    });
  }

  /** Send any request to the sandbox. */
  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    try {
      return await fetch(`${this.url}${path}`, init);
    } catch (error) {
      if (init.signal?.aborted) {
        throw error;
      }
      const reason =
        error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
      throw new SandboxError(`${init.method ?? "GET"} ${this.url}${path}: ${reason}${this.whyGone()}`, {
        cause: error,
      });
    }
  }

  private async ask<T>(method: string, path: string, parameters: Parameters, body?: object): Promise<T> {
    const sent = body && { headers: { "Content-Type": "application/json" }, body: json(body) };
    const answer = await this.fetch(`${path}${query(parameters)}`, { method, ...sent });
    const text = await answer.text();
    if (!answer.ok) {
      const hint = answer.status === 404 && isNoRoute(text) ? NO_CONTROL_PLANE : "";
      throw SandboxRequestError.of(`${method} ${path}`, answer.status, text, hint);
    }
    return (text === "" ? undefined : JSON.parse(text)) as T;
  }
}

/** Return *body* as JSON, which would make null of a number that is none: as if it had not been given. */
export function json(body: object): string {
  return JSON.stringify(body, (name, value: unknown) => {
    if (typeof value === "number" && !Number.isFinite(value)) {
      throw new SandboxError(`${name}: expected a number, got ${shown(value)}`);
    }
    return value;
  });
}

/** Tell a path that nobody serves, strictly or not, from an object that is not there: that one is named. */
function isNoRoute(text: string): boolean {
  try {
    return /^(Not Found$|No route )/.test(String((JSON.parse(text) as { detail?: unknown }).detail));
  } catch {
    return true;
  }
}

function query(parameters: Parameters): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const one of value === undefined ? [] : [value].flat()) {
      given.append(name, String(one));
    }
  }
  return given.size === 0 ? "" : `?${given.toString()}`;
}

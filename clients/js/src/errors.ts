/**
 * What can go wrong with the kit itself.
 *
 * SandboxError
 * ├── SandboxStartError    the server cannot be found, does not start, or does not answer
 * └── SandboxRequestError  the control plane refused; has `status` and `detail`
 */

/** Anything that the kit cannot do. */
export class SandboxError extends Error {
  override name = "SandboxError";
}

/** The server cannot be found, does not start, or does not answer. */
export class SandboxStartError extends SandboxError {
  override name = "SandboxStartError";
}

/** One problem of a request, as a 422 tells it. */
export interface Problem {
  type: string;
  loc: (string | number)[];
  msg: string;
}

/** The control plane refused a request. */
export class SandboxRequestError extends SandboxError {
  override name = "SandboxRequestError";

  constructor(
    readonly request: string,
    readonly status: number,
    /** As the server gave it: a text, or the list of problems of a 422. */
    readonly detail: string | Problem[],
    hint = "",
  ) {
    super(`${request}: ${status} ${readable(detail)}${hint}`);
  }

  /** Return the error that an answer tells. */
  static of(request: string, status: number, text: string, hint = ""): SandboxRequestError {
    return new SandboxRequestError(request, status, detailOf(text), hint);
  }
}

/** Tell whether an error says that something is not there. */
export function isMissing(error: unknown): boolean {
  return error instanceof SandboxRequestError && error.status === 404;
}

function readable(detail: string | Problem[]): string {
  return typeof detail === "string"
    ? detail
    : detail.map(({ loc, msg }) => `${loc.filter((part) => part !== "body").join(".")}: ${msg}`).join("; ");
}

function detailOf(text: string): string | Problem[] {
  try {
    const { detail } = JSON.parse(text) as { detail?: string | Problem[] };
    return detail ?? text;
  } catch {
    return text;
  }
}

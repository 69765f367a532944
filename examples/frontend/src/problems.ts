/** What went wrong, in words: every error of the SDK becomes a headline and a list. */

import { OcpplabSDKError, OcpplabSDKTimeoutError, OcpplabSDKTypes } from "ocpplab";

export interface Problem {
  title: string;
  /** What exactly; for a 422 each problem with its place. */
  details: string[];
}

const MEANINGS: Record<number, string> = {
  400: "This makes no sense",
  401: "The token is refused",
  403: "The token does not allow this",
  404: "Not found",
  422: "The request has mistakes",
};

/** Describe an error, whatever it is. */
export function describe(error: unknown): Problem {
  if (error instanceof OcpplabSDKTypes.UnprocessableEntityError) {
    const { detail } = error.body as OcpplabSDKTypes.HttpValidationError;
    return { title: headline(422), details: (detail ?? []).map(placed) };
  }
  // 401 and 403 have no class of their own in this release of the SDK.
  if (error instanceof OcpplabSDKError && error.statusCode !== undefined) {
    return { title: headline(error.statusCode), details: [text(error.body)] };
  }
  if (error instanceof OcpplabSDKError || error instanceof OcpplabSDKTimeoutError) {
    return {
      title: "The sandbox does not answer",
      details: [error.message, "Is it running? make serve starts it."],
    };
  }
  throw error;
}

function headline(status: number): string {
  return `${status}: ${MEANINGS[status] ?? "The sandbox cannot do this"}`;
}

/** `["body", "chargers", 0, "identity"]` is shown as `body › chargers › 0 › identity`. */
function placed(problem: OcpplabSDKTypes.ValidationError): string {
  return `${problem.loc.join(" › ")}: ${problem.msg}`;
}

function text(body: unknown): string {
  if (typeof body === "object" && body !== null && "detail" in body && typeof body.detail === "string") {
    return body.detail;
  }
  return JSON.stringify(body);
}

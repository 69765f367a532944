/** How a request ended, in colour, shape and words. */

const PHRASES: Record<number, string> = {
  200: "OK",
  201: "Created",
  202: "Accepted",
  204: "No Content",
  207: "Multi-Status",
  304: "Not Modified",
  307: "Redirect",
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  408: "Timeout",
  409: "Conflict",
  413: "Too Large",
  422: "Unprocessable",
  429: "Too Many Requests",
  500: "Server Error",
  501: "Not Implemented",
  502: "Bad Gateway",
  503: "Unavailable",
  504: "Gateway Timeout",
};

const KINDS = ["none", "none", "good", "moved", "refused", "broken"] as const;

export function Outcome({ status }: { status: number | null }) {
  if (status === null) return <Mark kind="dropped" text="dropped" title="The connection was closed without an answer" />;
  const kind = KINDS[Math.floor(status / 100)] ?? "none";
  return <Mark kind={kind} text={`${status} ${PHRASES[status] ?? ""}`.trim()} />;
}

function Mark({ kind, text, title }: { kind: string; text: string; title?: string }) {
  return (
    <span class={`outcome ${kind}`} title={title}>
      <i aria-hidden="true" />
      {text}
    </span>
  );
}

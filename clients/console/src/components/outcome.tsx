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

/** *brief* leaves the words to screen readers and to the pointer: colour and shape stand beside the number. */
export function Outcome({ status, brief = false }: { status: number | null; brief?: boolean }) {
  if (status === null) return <Mark kind="dropped" text="dropped" title="The connection was closed without an answer" />;
  const kind = KINDS[Math.floor(status / 100)] ?? "none";
  const phrase = PHRASES[status] ?? "";
  return brief ? <Mark kind={kind} text={`${status}`} title={phrase} hidden={phrase} /> : <Mark kind={kind} text={`${status} ${phrase}`} />;
}

interface MarkProps {
  kind: string;
  text: string;
  title?: string;
  hidden?: string;
}

function Mark({ kind, text, title, hidden }: MarkProps) {
  return (
    <span class={`outcome ${kind}`} title={title}>
      <i aria-hidden="true" />
      {text}
      {hidden && <span class="hidden"> {hidden}</span>}
    </span>
  );
}

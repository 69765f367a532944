/** Short messages about what was done, read out by screen readers. */
import { signal } from "@preact/signals";

/** Where to go on from what was done. */
interface Next {
  name: string;
  address: string;
}

interface Notice {
  id: number;
  kind: "done" | "problem";
  text: string;
  next: Next | null;
}

const notices = signal<Notice[]>([]);
const SHOWN = 6000;
let last = 0;

/** Tells that something was done, and where to go on from there. */
export const done = (text: string, next: Next | null = null): void => tell("done", text, next);

/** Tells what went wrong. */
export const failed = (error: unknown): void => tell("problem", error instanceof Error ? error.message : String(error));

function tell(kind: Notice["kind"], text: string, next: Next | null = null): void {
  const id = ++last;
  notices.value = [...notices.value.slice(-3), { id, kind, text, next }];
  window.setTimeout(() => dismiss(id), kind === "problem" ? 2 * SHOWN : SHOWN);
}

const dismiss = (id: number): void => void (notices.value = notices.value.filter((one) => one.id !== id));

export function Notices() {
  return (
    <div class="notices" role="status" aria-live="polite">
      {notices.value.map(({ id, kind, text, next }) => (
        <p key={id} class={`notice ${kind}`}>
          <span>
            {text} {next !== null && <a href={next.address}>{next.name}</a>}
          </span>
          <button type="button" class="quiet" aria-label="Dismiss" onClick={() => dismiss(id)}>
            ×
          </button>
        </p>
      ))}
    </div>
  );
}

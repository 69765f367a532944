/** What is done at the press of a button: once at a time, and told whatever comes of it. */
import { useState } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { isAborted } from "../api/http.js";
import { done, failed } from "../shell/notices.js";

interface Props {
  /** What is to be done; the text that it returns is told. */
  act: () => Promise<string | void>;
  children: ComponentChildren;
  /** Why it cannot be done now. */
  against?: string | null;
  kind?: "primary" | "danger" | "quiet";
  label?: string;
  /** The id of what tells more, such as the reason. */
  describedBy?: string;
  /** Whether Enter in a field of the form around it presses it. */
  submits?: boolean;
}

export function Action({ act, children, against = null, kind, label, describedBy, submits = false }: Props) {
  const [busy, setBusy] = useState(false);
  const press = async () => {
    if (against !== null || busy) return;
    setBusy(true);
    await told(act);
    setBusy(false);
  };
  // A button that is `disabled` cannot be reached by keyboard, and could not tell its reason.
  return (
    <button
      type={submits ? "submit" : "button"}
      class={kind ?? ""}
      aria-label={label}
      aria-describedby={describedBy}
      aria-disabled={against !== null || undefined}
      aria-busy={busy || undefined}
      title={against ?? undefined}
      onClick={(event) => {
        // The page sends what is written, not the form.
        event.preventDefault();
        void press();
      }}
    >
      {children}
    </button>
  );
}

/** Does something and tells what came of it. */
export async function told(act: () => Promise<string | void>): Promise<void> {
  try {
    const text = await act();
    if (typeof text === "string") done(text);
  } catch (error) {
    if (!isAborted(error)) failed(error);
  }
}

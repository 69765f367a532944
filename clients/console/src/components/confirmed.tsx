/** What cannot be taken back: it is asked once more before it is done. */
import type { ComponentChildren } from "preact";
import { useId, useRef } from "preact/hooks";
import { Action } from "./action.js";

interface Props {
  /** What is asked, such as “Reset the sandbox?”. */
  question: string;
  /** What will be gone. */
  consequence: ComponentChildren;
  /** What the button says that does it. */
  yes: string;
  act: () => Promise<string | void>;
  against?: string | null;
  label?: string;
  /** Whether Enter in a field of the form around it presses it. */
  submits?: boolean;
  children: ComponentChildren;
}

export function ConfirmedAction({ question, consequence, yes, act, against = null, label, submits = false, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const close = () => dialog.current?.close();
  const open = () => {
    if (against === null) dialog.current?.showModal();
  };
  return (
    <>
      <button
        type={submits ? "submit" : "button"}
        class="danger"
        aria-label={label}
        aria-haspopup="dialog"
        aria-disabled={against !== null || undefined}
        title={against ?? undefined}
        onClick={(event) => {
          event.preventDefault();
          open();
        }}
      >
        {children}
      </button>
      <dialog ref={dialog} class="dialog" aria-labelledby={titleId}>
        <h2 id={titleId}>{question}</h2>
        <p>{consequence}</p>
        <div class="bar">
          <button type="button" class="push" onClick={close}>
            Cancel
          </button>
          <Action kind="danger" act={() => act().finally(close)}>
            {yes}
          </Action>
        </div>
      </dialog>
    </>
  );
}

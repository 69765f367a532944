/** A text that is there to be taken along. */
import { failed, done } from "../shell/notices.js";
import { Icon } from "../shell/icon.js";

export function CopyButton({ text, label = "Copy" }: { text: string; label?: string }) {
  return (
    <button type="button" class="copy" onClick={() => void copy(text)}>
      <Icon name="copy" /> {label}
    </button>
  );
}

/** A block of code with a button that copies it. */
export function Code({ text, label, copyLabel }: { text: string; label: string; copyLabel?: string }) {
  return (
    <div class="code">
      <CopyButton text={text} label={copyLabel ?? "Copy"} />
      <pre tabIndex={0} aria-label={label}>
        {text}
      </pre>
    </div>
  );
}

async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    done("Copied");
  } catch {
    failed("The browser does not let this page copy: select the text and copy it by hand");
  }
}

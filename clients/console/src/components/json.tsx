/** JSON, spread out and coloured. */
import type { ComponentChildren } from "preact";

export function Json({ value, label }: { value: unknown; label: string }) {
  return (
    <pre class="json" tabIndex={0} aria-label={label}>
      {coloured(JSON.stringify(value, null, 2) ?? "")}
    </pre>
  );
}

const TOKEN = /("(?:\\.|[^"\\])*")(\s*:)?|\b(true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

function coloured(text: string): ComponentChildren[] {
  const parts: ComponentChildren[] = [];
  let from = 0;
  for (const match of text.matchAll(TOKEN)) {
    parts.push(text.slice(from, match.index), <span class={kind(match)}>{match[1] ?? match[0]}</span>, match[2] ?? "");
    from = match.index + match[0].length;
  }
  return [...parts, text.slice(from)];
}

function kind([, string, colon, word]: RegExpMatchArray): string {
  if (string !== undefined) return colon === undefined ? "string" : "key";
  return word === undefined ? "number" : "word";
}

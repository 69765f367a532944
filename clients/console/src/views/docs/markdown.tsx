/** A line of Markdown: code, links and stress; whatever else it says is text. */
import type { ComponentChildren } from "preact";

const MARKUP = /`([^`]+)`|\[([^\]]+)\]\([^)]+\)|\*\*([^*]+)\*\*|\*([^*]+)\*/g;

/** Links lead to other pages of the documentation, which are not served: their names are shown. */
export function Inline({ text }: { text: string }) {
  const parts: ComponentChildren[] = [];
  let from = 0;
  for (const match of text.matchAll(MARKUP)) {
    parts.push(text.slice(from, match.index), shown(match));
    from = match.index + match[0].length;
  }
  return <>{[...parts, text.slice(from)]}</>;
}

function shown([, code, link, strong, stress]: RegExpMatchArray): ComponentChildren {
  if (code !== undefined) return <code>{code}</code>;
  if (link !== undefined) return <cite>{link}</cite>;
  return strong === undefined ? <em>{stress}</em> : <strong>{strong}</strong>;
}

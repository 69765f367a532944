/** What is known about something, each with its name. */
import type { ComponentChildren } from "preact";

interface Props {
  label?: string;
  /** One below the other rather than side by side. */
  listed?: boolean;
  children: ComponentChildren;
}

export function Facts({ label, listed = false, children }: Props) {
  return (
    <dl class={listed ? "facts listed" : "facts"} aria-label={label}>
      {children}
    </dl>
  );
}

export function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

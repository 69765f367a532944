/** The way back to where one came from. */
import { Icon } from "../shell/icon.js";

export function Back({ href, to }: { href: string; to: string }) {
  return (
    <a class="back" href={href}>
      <Icon name="back" /> {to}
    </a>
  );
}

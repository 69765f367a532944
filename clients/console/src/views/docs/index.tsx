/** What the sandbox speaks, how an SDK speaks to it, and how sure each rule is. */
import type { ComponentType } from "preact";
import { to } from "../../route.js";
import { Fidelity } from "./fidelity.js";
import { Operations } from "./operations.js";
import { Sdks } from "./sdks.js";

const PAGES: readonly { path: string; name: string; Page: ComponentType }[] = [
  { path: "api", name: "API", Page: Operations },
  { path: "sdks", name: "SDKs", Page: Sdks },
  { path: "fidelity", name: "Fidelity", Page: Fidelity },
];

export default function View({ rest: [shown = "api"] }: { rest: string[] }) {
  const found = PAGES.find(({ path }) => path === shown);
  return (
    <>
      <h1>Docs</h1>
      <nav class="pages" aria-label="Pages of the docs">
        {PAGES.map(({ path, name }) => (
          <a key={path} href={to("docs", path)} aria-current={path === shown ? "page" : undefined}>
            {name}
          </a>
        ))}
      </nav>
      {found === undefined ? <p class="empty">There is no page “{shown}”.</p> : <found.Page />}
    </>
  );
}

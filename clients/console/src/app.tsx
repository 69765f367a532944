/** Which view belongs to which address. Views are loaded when they are first shown. */
import type { ComponentType } from "preact";
import { lazy, Suspense } from "preact/compat";
import { route } from "./route.js";
import { Shell } from "./shell/shell.js";

interface Shown {
  /** What the address says after the name of the view. */
  rest: string[];
}

const VIEWS: Record<string, ComponentType<Shown>> = {
  world: lazy(() => import("./views/world/index.js")),
  chargers: lazy(() => import("./views/charger/index.js")),
  requests: lazy(() => import("./views/requests/index.js")),
  faults: lazy(() => import("./views/faults/index.js")),
  clock: lazy(() => import("./views/clock/index.js")),
  snapshots: lazy(() => import("./views/snapshots/index.js")),
  tokens: lazy(() => import("./views/tokens/index.js")),
  docs: lazy(() => import("./views/docs/index.js")),
};

export function App() {
  const [name = "world", ...rest] = route.value.parts;
  const View = VIEWS[name];
  return (
    <Shell>
      {View === undefined ? <p class="empty">There is no view “{name}”.</p> : (
        <Suspense fallback={<p class="empty">Loading …</p>}>
          <View key={`${name}/${rest[0] ?? ""}`} rest={rest} />
        </Suspense>
      )}
    </Shell>
  );
}

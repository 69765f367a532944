/** Which view belongs to which address. */
import type { ComponentType } from "preact";
import { route } from "./route.js";
import { Shell } from "./shell/shell.js";
import Charger from "./views/charger/index.js";
import Clock from "./views/clock/index.js";
import Docs from "./views/docs/index.js";
import Faults from "./views/faults/index.js";
import Requests from "./views/requests/index.js";
import Snapshots from "./views/snapshots/index.js";
import Tokens from "./views/tokens/index.js";
import World from "./views/world/index.js";

interface Shown {
  /** What the address says after the name of the view. */
  rest: string[];
}

const VIEWS = new Map<string, ComponentType<Shown>>([
  ["world", World],
  ["chargers", Charger],
  ["requests", Requests],
  ["faults", Faults],
  ["clock", Clock],
  ["snapshots", Snapshots],
  ["tokens", Tokens],
  ["docs", Docs],
]);

export function App() {
  const [name = "world", ...rest] = route.value.parts;
  const View = VIEWS.get(name);
  return (
    <Shell view={name}>
      {View === undefined ? <p class="empty">There is no view “{name}”.</p> : <View key={`${name}/${rest[0] ?? ""}`} rest={rest} />}
    </Shell>
  );
}

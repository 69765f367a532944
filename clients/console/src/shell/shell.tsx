/** What is around every view: where to go, whose data is shown, what time it is. */
import type { ComponentChildren } from "preact";
import { useLayoutEffect } from "preact/hooks";
import { connected } from "../api/events.js";
import { dateTime } from "../components/units.js";
import { route, to } from "../route.js";
import { organizationId, organizations } from "../world/world.js";
import { livedUntil } from "./ahead.js";
import { clock, now } from "./clock.js";
import { Icon, type IconName } from "./icon.js";
import { Notices } from "./notices.js";
import { theme, toggle } from "./theme.js";

const VIEWS: readonly { path: string; name: string; icon: IconName }[] = [
  { path: "world", name: "World", icon: "world" },
  { path: "requests", name: "Requests", icon: "requests" },
  { path: "faults", name: "Faults", icon: "faults" },
  { path: "clock", name: "Clock", icon: "clock" },
  { path: "snapshots", name: "Snapshots", icon: "snapshots" },
  { path: "tokens", name: "Tokens", icon: "tokens" },
  { path: "docs", name: "Docs", icon: "docs" },
];

export function Shell({ view, children }: { view: string; children: ComponentChildren }) {
  useLayoutEffect(() => {
    document.title = `${titleOf(view)} · OCPPLAB sandbox`;
    // The page is one for all views: another one begins at its top.
    window.scrollTo(0, 0);
  }, [view]);
  return (
    <div class="shell">
      <a class="skip" href="#content" onClick={focusContent}>
        Skip to content
      </a>
      <header class="top">
        <a class="brand" href={to("world")}>
          <Icon name="bolt" /> OCPPLAB <span>sandbox</span>
        </a>
        <WhoseData />
        <Time />
        <Live />
        <button type="button" class="quiet" onClick={toggle} aria-label={theme.value === "dark" ? "Light theme" : "Dark theme"}>
          <Icon name={theme.value === "dark" ? "sun" : "moon"} />
        </button>
      </header>
      <nav class="views" aria-label="Views">
        {VIEWS.map(({ path, name, icon }) => (
          <a key={path} href={to(path)} aria-current={isShown(path) ? "page" : undefined}>
            <Icon name={icon} />
            <span>{name}</span>
          </a>
        ))}
      </nav>
      <main id="content" data-view={view} tabIndex={-1}>
        {children}
      </main>
      <Notices />
    </div>
  );
}

/** What the tab of the browser says. */
const titleOf = (view: string): string => (view === "chargers" ? "Charger" : (VIEWS.find(({ path }) => path === view)?.name ?? "Console"));

/** The address keeps the view: a link to `#content` would leave it. */
function focusContent(event: Event): void {
  event.preventDefault();
  document.getElementById("content")?.focus();
}

function isShown(path: string): boolean {
  const first = route.value.parts[0] ?? "world";
  return first === path || (path === "world" && first === "chargers");
}

function WhoseData() {
  return (
    <label class="whose">
      <span class="hidden">Organization</span>
      <select
        value={organizationId.value ?? ""}
        onChange={({ currentTarget }) => (organizationId.value = currentTarget.value === "" ? null : currentTarget.value)}
      >
        <option value="">All organizations</option>
        {organizations.value.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

function Time() {
  if (now.value === null || clock.value === null) return null;
  const { frozen, speed, organization_id } = clock.value;
  const whose = organization_id === null ? "the sandbox" : "this organization";
  return (
    <a class="time" href={to("clock")} title={`The clock of ${whose} (UTC)`}>
      <time dateTime={now.value.toISOString()}>
        <span class="date">{now.value.toISOString().slice(0, 10)}</span> {now.value.toISOString().slice(11, 19)}
      </time>
      {frozen ? <b class="tag">frozen</b> : speed !== 1 && <b class="tag">× {speed}</b>}
      {livedUntil.value !== null && (
        <b class="tag" title={`Chargers are ahead of this clock, some at ${dateTime(livedUntil.value.toISOString())}: each stands still until its time has come`}>
          chargers ahead
        </b>
      )}
    </a>
  );
}

function Live() {
  return (
    <span class={`live ${connected.value ? "on" : "off"}`} role="status">
      {connected.value ? "live" : "not connected"}
    </span>
  );
}

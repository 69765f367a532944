/** The world: figures, a map, a table of what is looked for, and what happens. */
import { load } from "../../world/following.js";
import { chargers, loading, locations, organizationId, organizations, problem, world } from "../../world/world.js";
import { EmptyWorld } from "./empty.js";
import { Feed } from "./feed.js";
import { Figures } from "./figures.js";
import { Filters } from "./filters.js";
import { Lists } from "./lists.js";
import { WorldMap } from "./map/map.js";
import { Organizations } from "./organizations.js";

export default function View() {
  const chosen = organizationId.value === null ? undefined : world.organizations.get(organizationId.value);
  return (
    <>
      <div class="title">
        <h1>World{chosen !== undefined && <span class="muted"> · {chosen.name}</span>}</h1>
      </div>
      {problem.value !== null && <Problem text={problem.value} />}
      {loading.value ? <p class="empty">Reading the world …</p> : <Shown name={chosen?.name ?? null} />}
    </>
  );
}

function Shown({ name }: { name: string | null }) {
  const several = organizations.value.length > 1 && organizationId.value === null;
  const isEmpty = locations.value.length === 0 && chargers.value.length === 0;
  return (
    <>
      {!isEmpty && <Figures />}
      {several && <Organizations />}
      {isEmpty ? (
        <EmptyWorld name={name} />
      ) : (
        <>
          <Filters />
          <div class="map-and-feed">
            <WorldMap />
            <Feed />
          </div>
          <Lists />
        </>
      )}
    </>
  );
}

function Problem({ text }: { text: string }) {
  return (
    <p class="panel problem" role="alert">
      {text}{" "}
      <button type="button" onClick={() => void load()}>
        Try again
      </button>
    </p>
  );
}

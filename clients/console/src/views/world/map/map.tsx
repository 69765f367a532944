/** Locations on a map, with the states of their connectors. */
import { effect } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { counted } from "../../../components/units.js";
import { failed } from "../../../shell/notices.js";
import { theme } from "../../../shell/theme.js";
import { locations, organizationId, type Location } from "../../../world/world.js";
import { narrow, type Filter } from "../filter.js";
import { filter, places } from "../found.js";
import { followPointers, pressKey, ZOOM } from "./gestures.js";
import type { Group } from "./groups.js";
import { countries } from "./land.js";
import { Legend } from "./legend.js";
import { ScaleBar } from "./scale.js";
import { Scene } from "./scene.js";
import { Told } from "./told.js";

export function WorldMap() {
  const land = useRef<HTMLCanvasElement>(null);
  const marks = useRef<HTMLCanvasElement>(null);
  const { scene, isComplete } = useScene(land, marks);
  const key = (event: KeyboardEvent): void => {
    const isForMap = event.target === event.currentTarget && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!isForMap || scene === null) return;
    if (pressKey(event.key, scene, (group) => press(scene, group))) event.preventDefault();
  };
  return (
    <section class="panel world-map" aria-label="Map" aria-busy={!isComplete}>
      <div
        class="canvas"
        role="application"
        aria-roledescription="map"
        aria-label="Map of locations"
        aria-describedby="map-keys"
        tabIndex={0}
        onKeyDown={key}
        onBlur={() => scene?.point(null)}
      >
        <canvas ref={land} aria-hidden="true" />
        <canvas ref={marks} role="img" aria-label={`${counted(places.value.length, "location")}; the list of locations says the same in words`} />
        {scene !== null && (
          <>
            <Told scene={scene} />
            <ScaleBar scene={scene} />
            <Zoom scene={scene} />
          </>
        )}
      </div>
      <Legend />
      <p id="map-keys" class="keys muted">
        <kbd>←↑↓→</kbd> move <kbd>+</kbd> <kbd>−</kbd> zoom <kbd>0</kbd> show all <kbd>N</kbd> <kbd>P</kbd> next and previous location{" "}
        <kbd>Enter</kbd> choose
      </p>
    </section>
  );
}

function Zoom({ scene }: { scene: Scene }) {
  return (
    <div class="zoom">
      <button type="button" aria-label="Zoom in" onClick={() => scene.step(ZOOM)}>
        +
      </button>
      <button type="button" aria-label="Zoom out" onClick={() => scene.step(1 / ZOOM)}>
        −
      </button>
      <button type="button" aria-label="Show all locations" onClick={() => scene.fit()}>
        ⤢
      </button>
    </div>
  );
}

type Canvas = RefObject<HTMLCanvasElement | null>;

/** A scene that follows what is found, the theme and the size of its canvas; complete as soon as it has land. */
function useScene(land: Canvas, marks: Canvas): { scene: Scene | null; isComplete: boolean } {
  const [scene, setScene] = useState<Scene | null>(null);
  const [isComplete, setComplete] = useState(false);
  useEffect(() => {
    const made = new Scene(land.current!, marks.current!);
    countries()
      .then((all) => made.showLand(all), failed)
      .finally(() => setComplete(true));
    const frame = marks.current!.parentElement!;
    const observer = new ResizeObserver(() => made.resize(frame.clientWidth, frame.clientHeight));
    observer.observe(frame);
    const ends = [
      followFound(made),
      effect(() => made.choose(filter.value.locationId)),
      effect(() => void (theme.value, made.recolour())),
      followPointers(marks.current!, made, (group) => press(made, group)),
      () => observer.disconnect(),
      () => made.close(),
    ];
    setScene(made);
    return () => ends.forEach((end) => end());
  }, []);
  return { scene, isComplete };
}

/** Shows what is found; all of it is fitted in when a hand looks for something else, not when something happens. */
function followFound(scene: Scene): () => void {
  let before: { lookedFor: string; all: readonly Location[] } = { lookedFor: "", all: [] };
  return effect(() => {
    const shown = { lookedFor: lookedFor(filter.value), all: locations.value };
    scene.showPlaces(places.value);
    if (shown.lookedFor !== before.lookedFor) scene.fit();
    else if (shown.all !== before.all) scene.fitAgain();
    before = shown;
  });
}

const lookedFor = ({ text, states, version, drawing }: Filter): string =>
  JSON.stringify([text, states, version, drawing, organizationId.value]);

/** Goes nearer to locations that are one group; of a single one, or of those at one place, chooses the next. */
function press(scene: Scene, group: Group): void {
  if (group.places.length > 1 && scene.open(group)) return;
  const ids = group.places.map(({ location }) => location.id);
  const next = ids[ids.indexOf(filter.value.locationId ?? "") + 1] ?? null;
  narrow({ locationId: next });
}

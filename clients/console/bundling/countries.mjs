// The borders of countries, from Natural Earth by way of world-atlas, with as many points as a screen can show.
import { readFile } from "node:fs/promises";
import { quantize } from "topojson-client";
import { presimplify, quantile, simplify } from "topojson-simplify";

const KEPT_POINTS = 0.9;
const GRID = 5e4;

/** Returns a topology whose object `countries` has the name of each. */
export async function countries() {
  const atlas = JSON.parse(await readFile(new URL(import.meta.resolve("world-atlas/countries-50m.json")), "utf8"));
  delete atlas.objects.land;
  for (const country of atlas.objects.countries.geometries) country.properties = { name: country.properties.name };
  const weighted = presimplify(atlas);
  return quantize(simplify(weighted, quantile(weighted, KEPT_POINTS)), GRID);
}

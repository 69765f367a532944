/** Countries, read once from the file that is shipped with the page, as paths on a map whose sides are 1. */
import { geoMercator, geoPath } from "d3-geo";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import { get } from "../../../api/http.js";

export interface Country {
  name: string;
  path: Path2D;
  left: number;
  top: number;
  right: number;
  bottom: number;
}

type Countries = Topology<{ countries: GeometryCollection<{ name: string }> }>;

let read: Promise<Country[]> | undefined;

/** The countries of the world; asked for again if that has failed. */
export function countries(): Promise<Country[]> {
  read ??= get<Countries>("dev/console/assets/countries.json", {}, { cache: "default" }).then(drawn);
  read.catch(() => (read = undefined));
  return read;
}

function drawn(topology: Countries): Country[] {
  // Points are as many as a screen can show already: none are to be added.
  const projection = geoMercator().scale(1 / (2 * Math.PI)).translate([0.5, 0.5]).precision(0);
  const measure = geoPath(projection);
  return feature(topology, topology.objects.countries).features.map((country) => {
    const path = new Path2D();
    geoPath(projection).context(path as unknown as CanvasRenderingContext2D)(country);
    const [[left, top], [right, bottom]] = measure.bounds(country);
    return { name: country.properties.name, path, left, top, right, bottom };
  });
}

/** Countries, read once from the file that is shipped with the page, as paths on a map whose sides are 1. */
import { geoMercator, geoPath, type GeoPath } from "d3-geo";
import type { Geometry, Position } from "geojson";
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
  /** Where its name can stand, and how wide that part of it is. */
  label: { x: number; y: number; width: number };
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
    return { name: country.properties.name, path, left, top, right, bottom, label: labelOf(measure, country.geometry) };
  });
}

/** The name stands in the largest part: that of France is not between Europe and Guiana. */
function labelOf(measure: GeoPath, geometry: Geometry): Country["label"] {
  const parts = geometry.type === "MultiPolygon" ? geometry.coordinates.map(polygon) : [geometry];
  const areas = parts.map((part) => measure.area(part));
  const largest = parts[areas.indexOf(Math.max(...areas))] ?? geometry;
  const [x, y] = measure.centroid(largest);
  const [[left], [right]] = measure.bounds(largest);
  return { x, y, width: right - left };
}

const polygon = (coordinates: Position[][]): Geometry => ({ type: "Polygon", coordinates });

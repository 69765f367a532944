/** What the map shows now: painted at most once for each frame of the screen, and only when something is new. */
import { signal } from "@preact/signals";
import type { Place } from "../found.js";
import { between, fitted, LARGEST, metresPerPixel, moved, toView, zoomed, type Camera, type Size } from "./camera.js";
import { coloursNow, type Colours } from "./colours.js";
import { grouped, levelOf, radiusOf, type Group } from "./groups.js";
import { paintLabels } from "./labels.js";
import type { Country } from "./land.js";
import { isInView, paintGroups, paintLand } from "./painting.js";

/** What is pointed at, and where it is, in pixels. */
interface Pointed {
  group: Group;
  x: number;
  y: number;
  radius: number;
}

/** Milliseconds in which the map gets somewhere. */
const FLIGHT = 260;
/** Pixels beside a group that still mean it: fingers are thick. */
const NEAR = 6;

export class Scene {
  readonly pointed = signal<Pointed | null>(null);
  readonly metresPerPixel = signal(0);
  readonly size = signal<Size>({ width: 0, height: 0 });
  private camera: Camera | null = null;
  private countries: readonly Country[] = [];
  private places: readonly Place[] = [];
  private groups: readonly Group[] = [];
  private level = 0;
  private colours: Colours | null = null;
  private pointedKey: string | null = null;
  private chosen: string | null = null;
  /** Whether a hand has moved the map: it then stays as it is when the window changes. */
  private byHand = false;
  private landIsOld = true;
  private frame = 0;
  private flight = 0;

  constructor(
    private readonly land: HTMLCanvasElement,
    private readonly marks: HTMLCanvasElement,
  ) {}

  showLand(countries: readonly Country[]): void {
    this.countries = countries;
    this.paintSoon(true);
  }

  /** Shows places; those that have come are fitted in, unless a hand has moved the map. */
  showPlaces(places: readonly Place[]): void {
    const wereNone = this.places.length === 0;
    this.places = places;
    this.group();
    if (wereNone || places.some((place) => !this.isWithin(place))) this.fitAgain();
  }

  /** Marks a location that is chosen, and moves there if it is out of view. */
  choose(locationId: string | null): void {
    this.chosen = locationId;
    const place = this.places.find(({ location }) => location.id === locationId);
    if (place !== undefined && this.camera !== null && !this.isWithin(place)) this.look({ ...this.camera, x: place.x, y: place.y });
    this.paintSoon(false);
  }

  /** Takes the colours of the theme when it paints next. */
  recolour(): void {
    this.colours = null;
    this.paintSoon(true);
  }

  resize(width: number, height: number): void {
    this.size.value = { width, height };
    for (const canvas of [this.land, this.marks]) {
      canvas.width = Math.round(width * devicePixelRatio);
      canvas.height = Math.round(height * devicePixelRatio);
    }
    if (this.byHand && this.camera !== null) this.see(moved(this.camera, this.size.peek(), 0, 0));
    else this.fit(false);
  }

  /** Shows all places. */
  fit(flying = true): void {
    this.byHand = false;
    if (this.size.peek().width === 0) return;
    const camera = fitted(this.places, this.size.peek());
    if (flying) this.fly(camera);
    else this.see(camera);
  }

  /** Shows all places, unless a hand has moved the map. */
  fitAgain(): void {
    if (!this.byHand) this.fit();
  }

  move(dx: number, dy: number): void {
    if (this.camera !== null) this.look(moved(this.camera, this.size.peek(), dx, dy));
  }

  zoom(factor: number, at?: { x: number; y: number }): void {
    if (this.camera !== null) this.look(zoomed(this.camera, this.size.peek(), factor, at));
  }

  /** Zooms step by step, as by a button. */
  step(factor: number): void {
    if (this.camera === null) return;
    this.byHand = true;
    this.fly(zoomed(this.camera, this.size.peek(), factor));
  }

  /** Looks so near at a group that it comes apart; returns whether it can. */
  open({ places }: Group): boolean {
    if (this.camera === null) return false;
    const camera = fitted(places, this.size.peek(), LARGEST);
    const parts = grouped(places, levelOf(camera.scale));
    if (parts.length < 2) return false;
    this.byHand = true;
    this.fly(camera);
    return true;
  }

  /** Points at what is at a place in view. */
  pointAt(at: { x: number; y: number }): Group | null {
    const group = this.groupAt(at);
    this.point(group);
    return group;
  }

  point(group: Group | null): void {
    if (this.pointedKey === (group?.key ?? null)) return;
    this.pointedKey = group?.key ?? null;
    this.paintSoon(false);
  }

  /** Points at the next group in view, from left to right. */
  pointNext(step: 1 | -1): void {
    const seen = this.groups.filter((group) => this.isWithin(group)).sort((a, b) => a.x - b.x);
    if (seen.length === 0) return;
    const index = seen.findIndex(({ key }) => key === this.pointedKey);
    const next = index < 0 ? (step > 0 ? 0 : -1) : (index + step) % seen.length;
    this.point(seen.at(next) ?? null);
  }

  close(): void {
    cancelAnimationFrame(this.frame);
    cancelAnimationFrame(this.flight);
  }

  private isWithin(point: { x: number; y: number }): boolean {
    if (this.camera === null) return false;
    const at = toView(this.camera, this.size.peek(), point);
    return at.x >= 0 && at.y >= 0 && at.x <= this.size.peek().width && at.y <= this.size.peek().height;
  }

  private groupAt({ x, y }: { x: number; y: number }): Group | null {
    let nearest: Group | null = null;
    let least = Infinity;
    for (const group of this.groups) {
      const at = toView(this.camera!, this.size.peek(), group);
      const distance = Math.hypot(at.x - x, at.y - y);
      if (distance < least && distance <= radiusOf(group) + NEAR) [nearest, least] = [group, distance];
    }
    return nearest;
  }

  private look(camera: Camera): void {
    this.byHand = true;
    cancelAnimationFrame(this.flight);
    this.see(camera);
  }

  private see(camera: Camera): void {
    this.camera = camera;
    this.metresPerPixel.value = metresPerPixel(camera);
    if (levelOf(camera.scale) !== this.level) this.group();
    this.paintSoon(true);
  }

  private fly(target: Camera): void {
    cancelAnimationFrame(this.flight);
    const start = this.camera;
    if (start === null || matchMedia("(prefers-reduced-motion: reduce)").matches) return this.see(target);
    const began = performance.now();
    const next = (now: number): void => {
      const part = Math.min(1, Math.max(0, (now - began) / FLIGHT));
      this.see(part === 1 ? target : between(start, target, part * (2 - part)));
      if (part < 1) this.flight = requestAnimationFrame(next);
    };
    this.flight = requestAnimationFrame(next);
  }

  private group(): void {
    if (this.camera === null) return;
    this.level = levelOf(this.camera.scale);
    this.groups = grouped(this.places, this.level);
    this.paintSoon(false);
  }

  private paintSoon(landIsOld: boolean): void {
    this.landIsOld ||= landIsOld;
    this.frame ||= requestAnimationFrame(() => this.paint());
  }

  private paint(): void {
    this.frame = 0;
    const [camera, size] = [this.camera, this.size.peek()];
    if (camera === null) return;
    const colours = (this.colours ??= coloursNow());
    if (this.landIsOld) paintLand(contextOf(this.land), this.countries, camera, size, colours);
    this.landIsOld = false;
    const context = contextOf(this.marks);
    const groups = this.groups;
    paintGroups(context, groups, camera, size, colours, { hovered: this.pointedKey, chosen: this.chosen });
    paintLabels(context, groups, camera, size, colours);
    this.tellPointed(camera, size);
  }

  private tellPointed(camera: Camera, size: Size): void {
    const group = this.groups.find(({ key }) => key === this.pointedKey);
    const at = group === undefined ? null : toView(camera, size, group);
    this.pointed.value = group === undefined || at === null || !isInView(at, size) ? null : { group, ...at, radius: radiusOf(group) };
  }
}

function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext("2d")!;
  context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  return context;
}

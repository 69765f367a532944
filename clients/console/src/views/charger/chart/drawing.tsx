/** The chart itself: uPlot in the colours of the page, as wide as its place. */
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import { theme } from "../../../shell/theme.js";
import type { Reading } from "./meter_values.js";

const HEIGHT = 260;
const MINUTE = 60;
const DAY = 86_400;
/** Seconds between two ticks of the time axis. */
const TICKS = [1, 2, 5, 10, 15, 30, ...[1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720].map((minutes) => minutes * MINUTE), ...[1, 2, 7, 14, 28].map((days) => days * DAY)];

export function Drawing({ readings, label }: { readings: readonly Reading[]; label: string }) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const { value: shownTheme } = theme;
  useEffect(() => {
    const parent = place.current;
    if (parent === null) return;
    const drawn = new uPlot(options(parent), columns(readings), parent);
    plot.current = drawn;
    const watching = new ResizeObserver(() => drawn.setSize({ width: parent.clientWidth, height: HEIGHT }));
    watching.observe(parent);
    return () => {
      watching.disconnect();
      drawn.destroy();
    };
  }, [shownTheme]);
  useEffect(() => plot.current?.setData(columns(readings)), [readings]);
  return <div class="drawing" ref={place} role="img" aria-label={label} />;
}

function columns(readings: readonly Reading[]): uPlot.AlignedData {
  return [
    readings.map(({ at }) => at / 1000),
    readings.map(({ power_w }) => (power_w === null ? null : power_w / 1000)),
    readings.map(({ energy_wh }) => (energy_wh === null ? null : energy_wh / 1000)),
  ];
}

function options(parent: HTMLElement): uPlot.Options {
  const style = getComputedStyle(parent);
  const colour = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const axis = { stroke: colour("muted"), font: `12px ${style.fontFamily}`, grid: { stroke: colour("line"), width: 1 }, ticks: { show: false } };
  return {
    width: parent.clientWidth,
    height: HEIGHT,
    tzDate: (at) => uPlot.tzDate(new Date(at * 1000), "Etc/UTC"),
    cursor: { points: { size: 7 } },
    scales: { kW: { range: fromZero }, kWh: { range: around } },
    axes: [
      { ...axis, space: 70, size: 32, incrs: TICKS, values: (_, times) => times.map((at) => written(at, (times.at(-1) ?? at) - (times[0] ?? at))) },
      { ...axis, scale: "kW", label: "Power in kW", labelFont: axis.font, labelSize: 18, size: 44 },
      { ...axis, scale: "kWh", side: 1, label: "Energy in kWh", labelFont: axis.font, labelSize: 18, size: 48, grid: { show: false } },
    ],
    series: [
      { label: "Time", value: (plot, at) => written(at ?? plot.data[0].at(-1) ?? 0, 0) },
      {
        label: "Power",
        scale: "kW",
        stroke: colour("charging"),
        fill: `${colour("charging")}22`,
        width: 2,
        spanGaps: true,
        points: { show: false },
        value: (plot, figure) => `${(figure ?? lastOf(plot, 1)).toFixed(1)} kW`,
      },
      {
        label: "Energy",
        scale: "kWh",
        stroke: colour("suspended"),
        width: 2,
        dash: [6, 4],
        spanGaps: true,
        points: { show: false },
        value: (plot, figure) => `${(figure ?? lastOf(plot, 2)).toFixed(2)} kWh`,
      },
    ],
  };
}

/** What is told of a series where nobody points at it: the newest figure. */
const lastOf = (plot: uPlot, series: number): number => Array.from(plot.data[series] ?? []).findLast((figure) => typeof figure === "number") ?? 0;

/** A scale that begins at zero, and has room where everything is zero. */
const fromZero = (_: uPlot, __: number | null, most: number | null): [number, number] => [0, Math.max(0.1, (most ?? 0) * 1.1)];

/** A scale about what a meter showed: its register may have begun years ago. */
const around = (_: uPlot, least: number | null, most: number | null): [number, number] => {
  const [from, to] = [least ?? 0, most ?? 0];
  const room = Math.max(0.05, (to - from) * 0.1);
  return [Math.max(0, from - room), to + room];
};

/** A time in UTC, as exact as the distance between ticks asks for. */
function written(at: number, span: number): string {
  const text = new Date(at * 1000).toISOString();
  if (span > 2 * DAY) return text.slice(5, 10);
  return span > 10 * MINUTE ? text.slice(11, 16) : text.slice(11, 19);
}

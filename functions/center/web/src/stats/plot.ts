import uPlot from "uplot";
import { nothing, shown, valueOf, type Measure } from "./measures";
import { pointLabel, type Point, type Unit } from "./points";

/** How high a chart is, in pixels. */
export const height = 220;
const fewPoints = 3;

/** What a chart draws: a line for each period, whose points are beside each other. */
export interface Lines {
  unit: Unit;
  length: number;
  now: Point[];
  before: Point[];
  measure: Measure;
  currency: string;
}

/** What was counted at a point; zeros if nothing was. */
export function countsAt({ row }: Point, currency: string) {
  return row ?? { ...nothing, currency };
}

/** The numbers of the lines, as uPlot takes them. */
export function dataOf({ length, now, before, measure, currency, unit }: Lines): uPlot.AlignedData {
  const values = (points: Point[]) =>
    Array.from({ length }, (_, i) =>
      points[i] ? valueOf(countsAt(points[i], currency), measure, currency) : null,
    );
  const times = Array.from({ length }, (_, i) => timeOf(now, i, unit));
  return before.length > 0 ? [times, values(now), values(before)] : [times, values(now)];
}

// Days and hours are drawn as those of UTC, whatever the zone: a chart has no clocks put back.
function timeOf(points: Point[], i: number, unit: Unit): number {
  const first = points[0]?.at ?? "1970-01-01";
  const start = new Date(unit === "hour" ? `${first}:00Z` : first);
  if (unit === "month") start.setUTCMonth(start.getUTCMonth() + i);
  else start.setUTCHours(start.getUTCHours() + i * (unit === "day" ? 24 : 1));
  return start.getTime() / 1000;
}

/** How the lines are drawn in a box. point is told which point the pointer is at. */
export function optionsFor(box: HTMLElement, lines: Lines, point: (i: number | null) => void): uPlot.Options {
  const { color } = stylesOf(box);
  const points = { show: lines.now.length < fewPoints };
  return {
    width: box.clientWidth,
    height,
    padding: [8, 32, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 8 } },
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
    scales: { y: { range: (_, __, max) => [0, Math.max(4, max * 1.1)] } },
    axes: axesFor(box, lines),
    series: [
      {},
      { stroke: color("--accent"), fill: color("--accent-wash"), width: 2, points },
      { stroke: color("--ink-2"), dash: [5, 4], width: 1.5, points },
    ].slice(0, lines.before.length > 0 ? 3 : 2),
    hooks: { setCursor: [(plot) => point(plot.cursor.idx ?? null)] },
  };
}

function axesFor(box: HTMLElement, { unit, measure, currency, length }: Lines): uPlot.Axis[] {
  const { color, font } = stylesOf(box);
  const axis = { stroke: color("--ink-2"), font, ticks: { show: false }, border: { show: false } };
  const value = (n: number) => shown({ ...nothing, [measure]: n, currency }, measure);
  const written = (seconds: number) => new Date(seconds * 1000).toISOString();
  const cut = { hour: 13, day: 10, month: 7 }[unit];
  return [
    {
      ...axis,
      grid: { show: false },
      values: (_, ticks) => ticks.map((t) => pointLabel(written(t).slice(0, cut), unit)),
      incrs: incrementsOf(unit, length),
      space: 72,
      size: 32,
      gap: 10,
    },
    {
      ...axis,
      grid: { stroke: color("--line"), width: 1 },
      values: (_, ticks) => ticks.map((n) => (Number.isInteger(n) ? value(n) : "")),
      size: measure === "revenue" ? 76 : 48,
    },
  ];
}

/** The seconds that ticks may be apart: never less than points are. */
function incrementsOf(unit: Unit, length: number): number[] {
  const hour = 3600;
  if (unit === "hour") return [1, 2, 3, 6, 12, 24].map((n) => n * hour);
  // uPlot takes thirty days for a month.
  const days = unit === "month" || length > 120 ? [30, 60, 90, 180] : [1, 2, 5, 7, 14, 28];
  return days.map((n) => n * 24 * hour);
}

function stylesOf(box: HTMLElement) {
  const style = getComputedStyle(box);
  return {
    color: (name: string) => style.getPropertyValue(name).trim(),
    font: `12px ${style.fontFamily}`,
  };
}

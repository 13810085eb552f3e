import { useEffect, useRef, useState } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Stats, StatsRow } from "../api/rows";
import { eachDay } from "../days";
import { day, shortDay } from "../format";
import { measures, nothing, shown, type Measure } from "./measures";

const height = 220;

/** One measure over time, with a point for each day. The table by day has the numbers. */
export function Chart({ stats, measure }: { stats: Stats; measure: Measure }) {
  const box = useRef<HTMLDivElement>(null);
  const [pointed, setPointed] = useState<number | null>(null);
  const dark = useDark();
  const days = eachDay(stats.from, stats.to);
  const byDay = new Map((stats.rows ?? []).map((row) => [row.day, row]));
  const name = measures.find((m) => m.id === measure)!.name;

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const plot = new uPlot(
      optionsFor(element, days.length, measure, stats.totals.currency, setPointed),
      dataOf(days, byDay, measure),
      element,
    );
    const watch = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }));
    watch.observe(element);
    return () => (watch.disconnect(), plot.destroy());
  }, [stats, measure, dark]);

  const total = shown(stats.totals, measure);
  const at = pointed === null ? undefined : days[pointed];
  return (
    <figure class="chart">
      <figcaption aria-live="off">
        {at ? (
          <>
            {day(at)} <b>{shown(byDay.get(at) ?? { ...stats.totals, ...nothing }, measure)}</b>
          </>
        ) : (
          <>
            {name} per day, total <b>{total}</b>
          </>
        )}
      </figcaption>
      <div
        ref={box}
        role="img"
        aria-label={`${name} per day from ${day(stats.from)} to ${day(stats.to)}, total ${total}`}
      />
    </figure>
  );
}

function dataOf(
  days: string[],
  byDay: Map<string | undefined, StatsRow>,
  measure: Measure,
): uPlot.AlignedData {
  return [days.map((d) => Date.parse(d) / 1000), days.map((d) => byDay.get(d)?.[measure] ?? 0)];
}

function optionsFor(
  box: HTMLElement,
  days: number,
  measure: Measure,
  currency: string,
  point: (i: number | null) => void,
): uPlot.Options {
  const { color } = stylesOf(box);
  return {
    width: box.clientWidth,
    height,
    padding: [8, 8, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 8 } },
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
    scales: { y: { range: (_, __, max) => [0, Math.max(4, max * 1.1)] } },
    axes: axesFor(box, measure, currency),
    series: [
      {},
      { stroke: color("--accent"), fill: color("--accent-wash"), width: 2, points: { show: days < 3 } },
    ],
    hooks: { setCursor: [(plot) => point(plot.cursor.idx ?? null)] },
  };
}

function axesFor(box: HTMLElement, measure: Measure, currency: string): uPlot.Axis[] {
  const { color, font } = stylesOf(box);
  const axis = { stroke: color("--ink-2"), font, ticks: { show: false }, border: { show: false } };
  const value = (n: number) => shown({ ...nothing, [measure]: n, currency }, measure);
  return [
    {
      ...axis,
      grid: { show: false },
      values: (_, ticks) => ticks.map((t) => shortDay(new Date(t * 1000).toISOString())),
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

function stylesOf(box: HTMLElement) {
  const style = getComputedStyle(box);
  return {
    color: (name: string) => style.getPropertyValue(name).trim(),
    font: `12px ${style.fontFamily}`,
  };
}

/** Whether the system uses its dark theme. A chart, once drawn, doesn't follow that by itself. */
function useDark(): boolean {
  const query = matchMedia("(prefers-color-scheme: dark)");
  const [dark, setDark] = useState(query.matches);
  useEffect(() => {
    const update = () => setDark(query.matches);
    query.addEventListener("change", update);
    return () => query.removeEventListener("change", update);
  }, []);
  return dark;
}

import { useEffect, useRef, useState } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Stats } from "../api/rows";
import { day } from "../format";
import { change } from "./compare";
import { measures, shown, valueOf, type Measure } from "./measures";
import { countsAt, dataOf, height, optionsFor, type Lines } from "./plot";
import { lengthOf, pointName, pointsOf, unitOf, type Point } from "./points";

interface Props {
  /** Stats by a time only. */
  stats: Stats;
  /** Those of the period to compare with, which a second line shows. */
  before: Stats | undefined;
  measure: Measure;
  currency: string;
}

/** One measure over time. The table has the numbers. */
export function Chart({ stats, before, measure, currency }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [pointed, setPointed] = useState<number | null>(null);
  const dark = useDark();
  const lines: Lines = {
    unit: unitOf(stats),
    length: lengthOf(stats),
    now: pointsOf(stats),
    before: before ? pointsOf(before) : [],
    measure,
    currency,
  };

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const plot = new uPlot(optionsFor(element, lines, setPointed), dataOf(lines), element);
    const watch = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }));
    watch.observe(element);
    return () => (watch.disconnect(), plot.destroy());
  }, [stats, before, measure, currency, dark]);

  const name = measures.find((m) => m.id === measure)!.name;
  const total = shown(stats.totals, measure, currency);
  const was =
    before && `, ${shown(before.totals, measure, currency)} from ${day(before.from)} to ${day(before.to)}`;
  return (
    <figure class="chart">
      <figcaption aria-live="off">
        <Caption lines={lines} pointed={pointed} total={total} name={name} />
        {before && <Legend stats={stats} before={before} />}
      </figcaption>
      <div
        ref={box}
        role="img"
        aria-label={`${name} per ${lines.unit} from ${day(stats.from)} to ${day(stats.to)}, total ${total}${was ?? ""}`}
      />
    </figure>
  );
}

interface CaptionProps {
  lines: Lines;
  pointed: number | null;
  total: string;
  name: string;
}

/** The numbers of the point under the pointer, or the total. */
function Caption({ lines, pointed, total, name }: CaptionProps) {
  const { unit, measure, currency } = lines;
  const at = pointed === null ? undefined : lines.now[pointed];
  const was = pointed === null ? undefined : lines.before[pointed];
  const number = (point: Point) => shown(countsAt(point, currency), measure, currency);
  const n = (point: Point) => valueOf(countsAt(point, currency), measure, currency);
  if (!at)
    return (
      <span>
        {name} per {unit}, total <b>{total}</b>
      </span>
    );
  return (
    <span>
      {pointName(at.at, unit)} <b>{number(at)}</b>
      {was && ` · ${pointName(was.at, unit)}: ${number(was)}, ${change(n(at), n(was)).sign}`}
    </span>
  );
}

function Legend({ stats, before }: { stats: Stats; before: Stats }) {
  const period = ({ from, to }: Stats) => (from === to ? day(from) : `${day(from)} – ${day(to)}`);
  return (
    <span class="legend">
      <span class="line-now">{period(stats)}</span>
      <span class="line-before">{period(before)}</span>
    </span>
  );
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

import { useEffect, useRef, useState } from "preact/hooks";
import { useResource } from "../api/resource";
import type { Stats, StatsRow } from "../api/rows";
import { daysBetween, eachDay } from "../days";
import { isTime, type Dimension } from "./dimensions";
import type { Report } from "./report";
import type { StatsSource } from "./source";

const width = 84;
const height = 22;

/** The hits of rows by day. */
export interface Trends {
  days: string[];
  /** For a row's values, the hits of each day. */
  hits: Map<string, Map<string, number>>;
}

// Trends cost as much as all rows by day. What has more than that has none.
const mostNumbers = 6000;
const fewestDays = 3;

/**
 * Reads the trends of the rows once the element that watch is given to comes into view. undefined
 * if the rows have none: they are times, or it would cost too much.
 */
export function useTrends(source: StatsSource, { query: asked, stats }: Report) {
  const element = useRef<HTMLDivElement>(null);
  const seen = useSeen(element);
  const by = stats.by as Dimension[];
  const days = daysBetween(stats.from, stats.to);
  const rows = (stats.rows ?? []).filter((row) => row.hits > 0).length;
  const offered = !by.some(isTime) && days >= fewestDays && rows > 0 && rows * days <= mostNumbers;
  const query = offered && seen ? { ...asked, by: [...by, "day"].join(",") } : undefined;
  const daily = useResource<Stats | undefined>(
    `stats:trends:${source.path}:${JSON.stringify(query)}`,
    async () => query && source.read(query),
  );
  const trends = daily.data && !daily.problem ? trendsOf(daily.data, by) : none;
  return { trends: offered ? trends : undefined, watch: element };
}

const none: Trends = { days: [], hits: new Map() };

function useSeen(element: { current: Element | null }): boolean {
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    const watch = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) setSeen(true);
    });
    if (element.current) watch.observe(element.current);
    return () => watch.disconnect();
  }, []);
  return seen;
}

function trendsOf(daily: Stats, by: readonly Dimension[]): Trends {
  const hits: Trends["hits"] = new Map();
  for (const row of daily.rows ?? []) {
    const key = keyOf(row, by);
    if (!hits.has(key)) hits.set(key, new Map());
    hits.get(key)!.set(row.day ?? "", row.hits);
  }
  return { days: eachDay(daily.from, daily.to), hits };
}

function keyOf(row: StatsRow, by: readonly Dimension[]): string {
  return JSON.stringify(by.map((dimension) => row[dimension]));
}

interface Props {
  trends: Trends;
  row: StatsRow;
  by: readonly Dimension[];
}

/** A row's hits per day as a line. It gives an impression; breaking down by day has the numbers. */
export function Trend({ trends: { days, hits }, row, by }: Props) {
  const byDay = hits.get(keyOf(row, by));
  if (!byDay) return null;
  const most = Math.max(1, ...byDay.values());
  const points = days.map((day, i) => {
    const x = (i / Math.max(1, days.length - 1)) * width;
    return `${x.toFixed(1)},${(height - 1 - ((byDay.get(day) ?? 0) / most) * (height - 2)).toFixed(1)}`;
  });
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      aria-hidden="true"
      focusable="false"
    >
      <polyline points={points.join(" ")} />
    </svg>
  );
}

import type { Stats, StatsRow } from "../api/rows";
import { addDays, addMonths, daysBetween, firstOfMonth, lastOfMonth, type Day, type Period } from "../days";
import { count } from "../format";
import { isTime, type Dimension } from "./dimensions";
import { nothing } from "./measures";

/** The periods to compare with. */
export const comparisons = [
  { id: "before", name: "Period before" },
  { id: "year", name: "Same period last year" },
] as const;

export type Comparison = (typeof comparisons)[number]["id"];

const monthsPerYear = 12;

/**
 * The period that a period is compared with. The one before a number of whole months is as many
 * months, the one before the start of a month is the start of the month before, and otherwise it
 * has as many days.
 */
export function periodBefore({ from, to }: Period, compare: Comparison): Period {
  if (compare === "year") return { from: addMonths(from, -monthsPerYear), to: addMonths(to, -monthsPerYear) };
  if (from !== firstOfMonth(from))
    return { from: addDays(from, -daysBetween(from, to)), to: addDays(from, -1) };
  const months = monthsBetween(from, to) + 1;
  const end = addMonths(to, -months);
  return { from: addMonths(from, -months), to: to === lastOfMonth(to) ? lastOfMonth(end) : end };
}

function monthsBetween(from: Day, to: Day): number {
  const months = (day: Day) => Number(day.slice(0, 4)) * monthsPerYear + Number(day.slice(5, 7));
  return months(to) - months(from);
}

/** A row, and the row that it is compared with. */
export interface Line {
  key: string;
  row: StatsRow;
  was?: StatsRow;
}

/**
 * The rows of stats, each with that of the period before, in which the first day counts as the
 * first day and so on. What there was only then has a row of zeros.
 */
export function linesOf(stats: Stats, before?: Stats): Line[] {
  const lines = new Map((stats.rows ?? []).map((row) => [keyOf(row, stats), { row } as Omit<Line, "key">]));
  for (const was of before?.rows ?? []) {
    const key = keyOf(was, before!);
    const line = lines.get(key);
    if (line) line.was = was;
    else if (!stats.by.some((d) => isDated(d as Dimension)))
      lines.set(key, { row: { ...was, ...nothing, otherRevenue: [] }, was });
  }
  return [...lines].map(([key, line]) => ({ key, ...line }));
}

function isDated(dimension: Dimension): boolean {
  return isTime(dimension) && (dimension === "day" || dimension === "month");
}

function keyOf(row: StatsRow, { by, from }: Stats): string {
  const values = (by as Dimension[]).map((dimension) => {
    const value = row[dimension] ?? "";
    if (dimension === "day") return daysBetween(from, value);
    if (dimension === "month") return monthsBetween(from, value);
    return value;
  });
  return JSON.stringify(values);
}

/** How a number has changed: to be seen, and in words. */
export function change(now: number, was: number): { sign: string; words: string } {
  if (now === was) return { sign: "±0%", words: "unchanged" };
  if (was === 0) return { sign: "new", words: "new" };
  const percent = Math.round(((now - was) / Math.abs(was)) * 100);
  const size = `${count(Math.abs(percent))}%`;
  return now > was ? { sign: `+${size}`, words: `up ${size}` } : { sign: `−${size}`, words: `down ${size}` };
}

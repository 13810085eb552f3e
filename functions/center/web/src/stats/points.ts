import type { Stats, StatsRow } from "../api/rows";
import { daysBetween, eachDay, wallHour, type Period } from "../days";
import { day, month, shortDay } from "../format";
import type { Dimension } from "./dimensions";

/** How far apart the points of a chart over time are. */
export type Unit = "hour" | "day" | "month";

const mostDaysByHour = 2;

/** A day is shown by hour, a breakdown by month by month, and everything else by day. */
export function unitFor(period: Period, by: readonly Dimension[]): Unit {
  if (daysBetween(period.from, period.to) <= mostDaysByHour) return "hour";
  return by.includes("month") && !by.includes("day") ? "month" : "day";
}

export const dimensionsOf: Record<Unit, Dimension[]> = {
  hour: ["day", "hour"],
  day: ["day"],
  month: ["month"],
};

/** A point of a chart: a day, a month, or "2026-03-29T02"; its row if anything was counted. */
export interface Point {
  at: string;
  row: StatsRow | undefined;
}

/** The unit of stats that are broken down by a time only. */
export function unitOf({ by }: Stats): Unit {
  if (by.includes("hour")) return "hour";
  return by.includes("day") ? "day" : "month";
}

/** A point for each unit of the period until now. */
export function pointsOf(stats: Stats): Point[] {
  const unit = unitOf(stats);
  const rows = new Map((stats.rows ?? []).map((row) => [keyOf(row, unit), row]));
  const now = wallHour(new Date(stats.asOf), stats.timeZone);
  return each(stats, unit)
    .filter((at) => at <= now)
    .map((at) => ({ at, row: rows.get(at) }));
}

/** How many points the whole period has, those to come included. */
export function lengthOf(stats: Stats): number {
  return each(stats, unitOf(stats)).length;
}

function each(period: Period, unit: Unit): string[] {
  const days = eachDay(period.from, period.to);
  if (unit === "day") return days;
  if (unit === "month") return [...new Set(days.map((d) => d.slice(0, 7)))];
  return days.flatMap((d) => Array.from({ length: 24 }, (_, h) => `${d}T${String(h).padStart(2, "0")}`));
}

function keyOf(row: StatsRow, unit: Unit): string {
  if (unit === "hour") return `${row.day}T${row.hour}`;
  return (unit === "day" ? row.day : row.month) ?? "";
}

/** A point in time in words. */
export function pointName(at: string, unit: Unit): string {
  if (unit === "month") return month(at);
  return unit === "day" ? day(at) : `${day(at.slice(0, 10))}, ${at.slice(11)}:00`;
}

/** The same, in as little space as possible. */
export function pointLabel(at: string, unit: Unit): string {
  if (unit === "month") return month(at);
  return unit === "hour" && !at.endsWith("T00") ? `${at.slice(11)}:00` : shortDay(at.slice(0, 10));
}

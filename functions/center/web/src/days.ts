/** A UTC day, YYYY-MM-DD, like every day in the API. */
export type Day = string;

const millisecondsPerDay = 86_400_000;

export function today(now = new Date()): Day {
  return now.toISOString().slice(0, 10);
}

/** The day that is n days after day. */
export function addDays(day: Day, n: number): Day {
  return new Date(Date.parse(day) + n * millisecondsPerDay).toISOString().slice(0, 10);
}

/** The number of days from one day to another, counting both. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / millisecondsPerDay) + 1;
}

/** Every day from one to another, including both. */
export function eachDay(from: Day, to: Day): Day[] {
  return Array.from({ length: Math.max(0, daysBetween(from, to)) }, (_, i) => addDays(from, i));
}

export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && addDays(text, 0) === text;
}

export interface Period {
  from: Day;
  to: Day;
}

/** Periods to choose by name. */
export const presets: { id: string; name: string; period(today: Day): Period }[] = [
  { id: "today", name: "Today", period: (day) => ({ from: day, to: day }) },
  { id: "7d", name: "Last 7 days", period: (day) => ({ from: addDays(day, -6), to: day }) },
  { id: "30d", name: "Last 30 days", period: (day) => ({ from: addDays(day, -29), to: day }) },
  { id: "90d", name: "Last 90 days", period: (day) => ({ from: addDays(day, -89), to: day }) },
  { id: "month", name: "This month", period: (day) => ({ from: firstOfMonth(day), to: day }) },
  { id: "last-month", name: "Last month", period: (day) => wholeMonth(addDays(firstOfMonth(day), -1)) },
  { id: "year", name: "Last 12 months", period: (day) => ({ from: addDays(day, -364), to: day }) },
];

function firstOfMonth(day: Day): Day {
  return `${day.slice(0, 7)}-01`;
}

function wholeMonth(lastDay: Day): Period {
  return { from: firstOfMonth(lastDay), to: lastDay };
}

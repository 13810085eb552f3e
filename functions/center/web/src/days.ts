/** A day, YYYY-MM-DD. It is a UTC day unless it is said whose it is. */
export type Day = string;

const millisecondsPerDay = 86_400_000;

/** The day that it is now in a time zone, under its IANA name. */
export function today(timeZone = "UTC", now = new Date()): Day {
  return wallHour(now, timeZone).slice(0, 10);
}

/** What clocks in a time zone show at a moment: the day and the hour, "2026-03-29T02". */
export function wallHour(at: Date, timeZone: string): string {
  const format = new Intl.DateTimeFormat("en", { ...wallParts, timeZone });
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return `${part.year!.padStart(4, "0")}-${part.month}-${part.day}T${part.hour}`;
}

const wallParts = {
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  hourCycle: "h23",
} as const;

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

/** The day that is n months after day, or the last of its month if that is shorter. */
export function addMonths(day: Day, n: number): Day {
  const first = new Date(`${day.slice(0, 7)}-01`);
  first.setUTCMonth(first.getUTCMonth() + n);
  const month = first.toISOString().slice(0, 10);
  const last = lastOfMonth(month);
  const wanted = month.slice(0, 8) + day.slice(8);
  return wanted < last ? wanted : last;
}

export function firstOfMonth(day: Day): Day {
  return `${day.slice(0, 7)}-01`;
}

export function lastOfMonth(day: Day): Day {
  const next = new Date(firstOfMonth(day));
  next.setUTCMonth(next.getUTCMonth() + 1);
  return addDays(next.toISOString().slice(0, 10), -1);
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

function wholeMonth(lastDay: Day): Period {
  return { from: firstOfMonth(lastDay), to: lastDay };
}

import type { Day } from "./days";

const whole = new Intl.NumberFormat();
const dayFormat = new Intl.DateTimeFormat(undefined, {
  day: "numeric",
  month: "short",
  year: "numeric",
  timeZone: "UTC",
});
const shortDayFormat = new Intl.DateTimeFormat(undefined, {
  day: "numeric",
  month: "short",
  timeZone: "UTC",
});
const timeFormat = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

export function count(n: number): string {
  return whole.format(n);
}

/** Money comes in minor units (cents); how many a unit has depends on the currency. */
export function money(minor: number, currency: string): string {
  if (!currency) return whole.format(minor);
  const format = new Intl.NumberFormat(undefined, {
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
  });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(minor / 10 ** digits);
}

export function day(d: Day): string {
  return d ? dayFormat.format(new Date(d)) : "";
}

export function shortDay(d: Day): string {
  return d ? shortDayFormat.format(new Date(d)) : "";
}

/** A moment in the reader's own time zone. */
export function moment(rfc3339: string): string {
  return rfc3339 ? timeFormat.format(new Date(rfc3339)) : "";
}

/** "1 hit", "2 hits". */
export function plural(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

import { accountZone } from "./config";
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
const monthFormat = new Intl.DateTimeFormat(undefined, { month: "short", year: "numeric", timeZone: "UTC" });

export function count(n: number): string {
  return whole.format(n);
}

/**
 * Money is in minor units, such as cents; the currency says how many make one unit. Beside other
 * currencies it takes its full symbol, because many are "$" or "kr".
 */
export function money(
  minor: number,
  currency: string,
  display: "narrowSymbol" | "symbol" = "narrowSymbol",
): string {
  if (!currency) return whole.format(minor);
  const format = new Intl.NumberFormat(undefined, {
    style: "currency",
    currency,
    currencyDisplay: display,
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

/** A month, YYYY-MM, as in "Mar 2026". */
export function month(m: string): string {
  return m ? monthFormat.format(new Date(`${m}-01`)) : "";
}

/** "Sale". */
export function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** A moment on the clocks of a time zone, by default the account's, which it names. */
export function moment(rfc3339: string, timeZone = accountZone): string {
  return rfc3339 ? formatIn(momentParts, rfc3339, timeZone) : "";
}

/** The day of a moment in the account's time zone. */
export function dayOf(rfc3339: string): string {
  return rfc3339 ? formatIn({ dateStyle: "medium" }, rfc3339, accountZone) : "";
}

const momentParts = {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "numeric",
  minute: "2-digit",
  timeZoneName: "short",
} as const;

function formatIn(parts: Intl.DateTimeFormatOptions, rfc3339: string, timeZone: string): string {
  return new Intl.DateTimeFormat(undefined, { ...parts, timeZone }).format(new Date(rfc3339));
}

/** "1 hit", "2 hits". */
export function plural(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

import { accountZone } from "../config";
import { addDays, daysBetween, isDay, type Day, type Period } from "../days";
import { setQuery, usePlace } from "../router";

/** The longest period that the API accepts. */
const mostDays = 400;

/** How long the period is that a list begins with. */
const firstDays = 30;

/** What a list of conversions is narrowed down to. The page's URL keeps it. */
export interface Narrowed<Name extends string> {
  period: Period;
  /** Why the period can't be asked for, or "". */
  periodError: string;
  filters: Record<Name, string>;
  /** The API's query. Filters that let everything pass are not in it. */
  query: Record<string, string>;
  change(parameters: Record<string, string>): void;
}

/** Reads from the URL what is narrowed down by the filters of these names. */
export function useNarrowed<Name extends string>(names: readonly Name[]): Narrowed<Name> {
  return { ...narrowedIn(usePlace().query, names), change: setQuery };
}

/** The same from a URL's query. Days that make no sense there count as absent. */
export function narrowedIn<Name extends string>(
  query: URLSearchParams,
  names: readonly Name[],
  day: Day = todayThere(),
): Omit<Narrowed<Name>, "change"> {
  const dayIn = (name: string, otherwise: Day) => {
    const text = query.get(name) ?? "";
    return isDay(text) ? text : otherwise;
  };
  const to = dayIn("to", day);
  const period = { from: dayIn("from", addDays(to, 1 - firstDays)), to };
  const all = names.map((name) => [name, query.get(name) ?? ""] as const);
  const used = Object.fromEntries(all.filter(([, value]) => value));
  return {
    period,
    periodError: errorOf(period),
    filters: Object.fromEntries(all) as Record<Name, string>,
    query: { ...period, ...used },
  };
}

/** The day that it is in the account's time zone. */
function todayThere(): Day {
  const parts = { year: "numeric", month: "2-digit", day: "2-digit", timeZone: accountZone } as const;
  return new Intl.DateTimeFormat("en-CA", parts).format(new Date());
}

function errorOf({ from, to }: Period): string {
  if (to < from) return "The last day is before the first.";
  if (daysBetween(from, to) > mostDays) return `Choose at most ${mostDays} days.`;
  return "";
}

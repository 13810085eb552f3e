import { daysBetween, isDay, presets, today, type Period } from "../days";
import { accountZone } from "../config";
import { changed, navigate, usePlace } from "../router";
import { periodBefore, comparisons, type Comparison } from "./compare";
import { allFilters, isDimension, type Dimension, type Filter } from "./dimensions";
import { measures, type Measure } from "./measures";

/** The longest period that the API accepts. */
export const mostDays = 400;

/** What the stats should show. The page's URL keeps all of it. */
export interface Question {
  preset: string;
  period: Period;
  /** Why the period can't be asked for, or "". */
  periodError: string;
  /** The time zone that was asked for by name, or "" for the account's. */
  zone: string;
  /** The period to compare with, if any. */
  compare: Comparison | undefined;
  /** One or two dimensions that the table is broken down by. */
  by: Dimension[];
  /** "" lets pass what has no value. */
  filters: Partial<Record<Filter, string>>;
  /** The measure of the charts, and its currency; "" is the usual one. */
  show: Measure;
  currency: string;
  /** The column that the table is sorted by; "-hits" is descending. "" is the usual one. */
  sort: string;
  /** What the rows of the table are searched for. */
  search: string;
}

/** Parameters of the page's URL to set, or to remove. */
export type Changes = Record<string, string | undefined>;

const defaultPreset = "30d";
const defaultBy: Dimension[] = ["website", "ad"];
const mostDimensions = 2;

/** Reads the question from a URL's query. Whatever makes no sense there counts as absent. */
export function questionIn(query: URLSearchParams, day = today()): Question {
  const asked = (name: string) => query.get(name) ?? "";
  const { preset, period } = periodIn(query, day);
  return {
    preset,
    period,
    periodError: errorOf(period),
    zone: asked("tz"),
    compare: comparisons.find(({ id }) => id === asked("compare"))?.id,
    by: byIn(asked("by")),
    filters: Object.fromEntries(allFilters.filter((f) => query.has(f)).map((f) => [f, asked(f)])),
    show: measures.find(({ id }) => id === asked("show"))?.id ?? "hits",
    currency: asked("currency"),
    sort: asked("sort"),
    search: asked("q"),
  };
}

function periodIn(query: URLSearchParams, day: string) {
  const from = query.get("from") ?? "";
  const to = query.get("to") ?? "";
  if (isDay(from) && isDay(to)) return { preset: "custom", period: { from, to } };
  const named = (id: string | null) => presets.find((preset) => preset.id === id);
  const preset = named(query.get("period")) ?? named(defaultPreset)!;
  return { preset: preset.id, period: preset.period(day) };
}

function byIn(text: string): Dimension[] {
  const found = [...new Set(text.split(",").filter(isDimension))].slice(0, mostDimensions);
  return found.length > 0 ? found : defaultBy;
}

function errorOf({ from, to }: Period): string {
  if (to < from) return "The last day is before the first.";
  if (daysBetween(from, to) > mostDays) return `Choose at most ${mostDays} days.`;
  return "";
}

/**
 * What the page's URL asks, and a function that changes it. The back button goes back to the
 * question before, unless the change replaces it.
 */
export function useQuestion(): [Question, (changes: Changes, replace?: boolean) => void] {
  const { query } = usePlace();
  const zone = query.get("tz") || accountZone;
  return [
    questionIn(query, todayIn(zone)),
    (changes, replace = false) => navigate(changed(changes), { replace }),
  ];
}

/** The day that it is in a zone. The API says what is wrong with one that doesn't exist. */
function todayIn(zone: string): string {
  try {
    return today(zone);
  } catch {
    return today();
  }
}

/** The API's query for a question, broken down by dimensions. */
export function apiQuery({ period, zone, filters }: Question, by: readonly Dimension[]) {
  const lists = Object.entries(filters).map(([filter, value]) => [filter, [value]]);
  return {
    ...period,
    by: by.join(","),
    ...(zone && { tz: zone }),
    ...(Object.fromEntries(lists) as Partial<Record<Filter, string[]>>),
  };
}

/** The question about the period that this one compares its own with, if it does. */
export function questionBefore(question: Question): Question | undefined {
  const { compare, period, periodError } = question;
  return compare && !periodError ? { ...question, period: periodBefore(period, compare) } : undefined;
}

import { daysBetween, isDay, presets, today, type Period } from "../days";
import { setQuery, usePlace } from "../router";

/** The ways to break stats down. */
export const groupings = [
  { by: "website,ad", name: "Website and ad", keys: ["website", "ad"] },
  { by: "website", name: "Website", keys: ["website"] },
  { by: "ad", name: "Ad", keys: ["ad"] },
  { by: "partner", name: "Partner", keys: ["partner"] },
  { by: "day", name: "Day", keys: ["day"] },
] as const;

export type Grouping = (typeof groupings)[number];
export type Key = "website" | "ad" | "partner" | "day";

/** The longest period that the API accepts. */
export const mostDays = 400;

/** What the stats should show. The page's URL keeps all of it. */
export interface Question {
  preset: string;
  period: Period;
  /** Why the period can't be asked for, or "". */
  periodError: string;
  grouping: Grouping;
  filters: { website: string; ad: string; partner: string };
}

const defaultPreset = "30d";

/** Reads the question from a URL's query. Whatever makes no sense there counts as absent. */
export function questionIn(query: URLSearchParams, day = today()): Question {
  const from = query.get("from") ?? "";
  const to = query.get("to") ?? "";
  const custom = isDay(from) && isDay(to);
  const preset =
    presets.find((p) => p.id === query.get("period")) ?? presets.find((p) => p.id === defaultPreset)!;
  const period = custom ? { from, to } : preset.period(day);
  return {
    preset: custom ? "custom" : preset.id,
    period,
    periodError: errorOf(period),
    grouping: groupings.find((g) => g.by === query.get("by")) ?? groupings[0],
    filters: {
      website: query.get("website") ?? "",
      ad: query.get("ad") ?? "",
      partner: query.get("partner") ?? "",
    },
  };
}

function errorOf({ from, to }: Period): string {
  if (to < from) return "The last day is before the first.";
  if (daysBetween(from, to) > mostDays) return `Choose at most ${mostDays} days.`;
  return "";
}

export function useQuestion(): [Question, (changes: Record<string, string>) => void] {
  const { query } = usePlace();
  return [questionIn(query), setQuery];
}

/** The API's query for a question. by overrides what the question is broken down by. */
export function apiQuery(question: Question, by: string = question.grouping.by) {
  const { website, ad, partner } = question.filters;
  return {
    ...question.period,
    by,
    ...(website && { website: [website] }),
    ...(ad && { ad: [ad] }),
    ...(partner && { partner: [partner] }),
  };
}

import type { Stats, StatsRow } from "../api/rows";
import type { PickerProps } from "../parts/picker";
import type { apiQuery, Key, Question } from "./question";

/** A filter: the parameter that it sets, and the choices that it offers. */
export type Filter = Pick<PickerProps, "label" | "none" | "options" | "source" | "search"> & {
  key: "website" | "ad" | "partner";
};

/** The names of codes, as far as they are known, and filters to choose from them. */
export interface Names {
  nameOf(key: Key, row: StatsRow): string;
  filters: Filter[];
  /** Rows for what the API leaves out because nothing was counted for it. */
  idle(question: Question, rows: StatsRow[]): StatsRow[];
}

/** Where stats come from: one partner's own, or everybody's. */
export interface StatsSource {
  title: string;
  lead: string;
  path: "/api/stats" | "/api/admin/stats";
  /** Reads the whole report. */
  read(query: ReturnType<typeof apiQuery>): Promise<Stats>;
  useNames(): Names;
}

/** A choice that shows the name alone. */
export function named(row: { code: string; name: string }) {
  return { value: row.code, label: row.name };
}

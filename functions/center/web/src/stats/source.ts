import type { Stats, StatsRow } from "../api/rows";
import type { PickerProps } from "../parts/picker";
import type { apiQuery, Key, Question } from "./question";

/** A filter: which parameter it sets, and the choices it offers. */
export type Filter = Pick<PickerProps, "label" | "none" | "options" | "source" | "search"> & {
  key: "website" | "ad" | "partner";
};

/** Gives codes their names, as far as they are known, and offers them as filters. */
export interface Names {
  nameOf(key: Key, row: StatsRow): string;
  filters: Filter[];
  /** Rows of what had nothing counted at all, which the API therefore does not name. */
  idle(question: Question, rows: StatsRow[]): StatsRow[];
}

/** Where stats come from: one partner's own, or everybody's. */
export interface StatsSource {
  title: string;
  lead: string;
  path: "/api/stats" | "/api/admin/stats";
  read(query: ReturnType<typeof apiQuery>): Promise<Stats>;
  useNames(): Names;
}

export function findName(rows: { code: string; name: string }[] | undefined, code: string): string {
  return rows?.find((row) => row.code === code)?.name ?? code;
}

export function named(row: { code: string; name: string }) {
  return { value: row.code, label: row.name };
}

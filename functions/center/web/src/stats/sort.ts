import type { StatsRow } from "../api/rows";
import { measures, type Measure } from "./measures";
import type { Grouping, Key } from "./question";

export type Column = Measure | Key;

export interface Order {
  column: Column;
  descending: boolean;
}

/**
 * The order that a URL asks for, as in "-hits". Without one, the latest day or the most hits come
 * first.
 */
export function sortOf(sort: string, grouping: Grouping): Order {
  const column = sort.replace(/^-/, "") as Column;
  const exists =
    measures.some((m) => m.id === column) || (grouping.keys as readonly string[]).includes(column);
  if (exists) return { column, descending: sort.startsWith("-") };
  return { column: grouping.by === "day" ? "day" : "hits", descending: true };
}

/** The rows in an order. Codes are sorted by the names that they are shown under. */
export function sorted(
  rows: StatsRow[],
  { column, descending }: Order,
  nameOf: (key: Key, row: StatsRow) => string,
): StatsRow[] {
  const sign = descending ? -1 : 1;
  const compare = (a: StatsRow, b: StatsRow) => {
    if (column === "day") return (a.day ?? "").localeCompare(b.day ?? "");
    if (column === "website" || column === "ad" || column === "partner")
      return nameOf(column, a).localeCompare(nameOf(column, b));
    return a[column] - b[column];
  };
  return [...rows].sort((a, b) => sign * compare(a, b));
}

import type { Line } from "./compare";
import { isTime, type Dimension } from "./dimensions";
import { measures, valueOf, type Measure } from "./measures";
import { nameOf } from "./values";

export type Column = Measure | Dimension;

export interface Order {
  column: Column;
  descending: boolean;
}

/**
 * The order that a URL asks for, as in "-hits". Without one, the latest day or month, the first
 * hour or weekday, or the most hits come first.
 */
export function sortOf(sort: string, by: readonly Dimension[]): Order {
  const column = sort.replace(/^-/, "") as Column;
  if (isMeasure(column) || by.includes(column)) return { column, descending: sort.startsWith("-") };
  const time = by.find(isTime);
  if (!time) return { column: "hits", descending: true };
  return { column: time, descending: time === "day" || time === "month" };
}

function isMeasure(column: Column): column is Measure {
  return measures.some(({ id }) => id === column);
}

/**
 * The lines in an order: codes by the names that they are shown under, revenue by that in a
 * currency. What is equal in it is in that of the other columns.
 */
export function sorted(
  lines: Line[],
  { column, descending }: Order,
  by: readonly Dimension[],
  currency: string,
) {
  const sign = descending ? -1 : 1;
  const others = by.filter((dimension) => dimension !== column);
  return [...lines].sort((a, b) => {
    const first = isMeasure(column)
      ? valueOf(a.row, column, currency) - valueOf(b.row, column, currency)
      : compareBy(column, a, b);
    return sign * first || others.reduce((order, dimension) => order || compareBy(dimension, a, b), 0);
  });
}

function compareBy(dimension: Dimension, a: Line, b: Line): number {
  if (isTime(dimension)) return (a.row[dimension] ?? "").localeCompare(b.row[dimension] ?? "");
  return collator.compare(nameOf(dimension, a.row), nameOf(dimension, b.row));
}

const collator = new Intl.Collator(undefined, { numeric: true });

/** The lines that have a text in a name or a value. */
export function found(lines: Line[], search: string, by: readonly Dimension[]): Line[] {
  const wanted = search.trim().toLowerCase();
  if (!wanted) return lines;
  return lines.filter(({ row }) =>
    by.some((dimension) =>
      `${nameOf(dimension, row)} ${row[dimension] ?? ""}`.toLowerCase().includes(wanted),
    ),
  );
}

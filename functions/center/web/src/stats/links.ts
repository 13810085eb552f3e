import type { StatsRow } from "../api/rows";
import { lastOfMonth } from "../days";
import { dimensions, isTime, type Dimension } from "./dimensions";
import type { Changes, Question } from "./question";

/**
 * What choosing a value in a row changes: only that value is shown then, broken down by what else
 * the rows are broken down by, or by what comes next. Nothing for hours and weekdays, which can't
 * be shown alone.
 */
export function narrowing(dimension: Dimension, row: StatsRow, question: Question): Changes | undefined {
  const value = row[dimension] ?? "";
  const by = broken(dimension, question).join(",");
  const changes: Changes = { by, sort: undefined, q: undefined };
  if (dimension === "day") return { ...changes, from: value, to: value, period: undefined };
  if (dimension === "month") return { ...changes, ...within(value, question), period: undefined };
  return isTime(dimension) ? undefined : { ...changes, [dimension]: value };
}

function broken(dimension: Dimension, { by, filters }: Question): Dimension[] {
  const others = by.filter((d) => d !== dimension);
  if (others.length > 0) return others;
  const { next } = dimensions[dimension];
  return [Object.hasOwn(filters, next) ? "day" : next];
}

/** The days of a month that the question is about. */
function within(month: string, { period }: Question) {
  const [first, last] = [`${month}-01`, lastOfMonth(`${month}-01`)];
  return { from: first > period.from ? first : period.from, to: last < period.to ? last : period.to };
}

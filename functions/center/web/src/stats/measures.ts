import type { StatsRow, Totals } from "../api/rows";
import { count, money } from "../format";

export type Counts = Pick<StatsRow, Measure | "currency" | "otherRevenue"> | Totals;
export type Measure = "hits" | "uniques" | "bots" | "leads" | "sales" | "subscriptions" | "revenue";

/** The columns of the stats, in the order and under the names that partners know. */
export const measures: { id: Measure; name: string; explains: string }[] = [
  { id: "hits", name: "Hits", explains: "visits by people" },
  { id: "uniques", name: "Uniques", explains: "first visits by a person to a link on a UTC day" },
  { id: "bots", name: "Bots", explains: "visits by crawlers and link previews, which are not hits" },
  { id: "leads", name: "Leads", explains: "opt-ins" },
  { id: "sales", name: "Sales", explains: "orders" },
  { id: "subscriptions", name: "Subscriptions", explains: "new subscriptions" },
  { id: "revenue", name: "Revenue", explains: "the value of the sales" },
];

/** A number as it is shown: of revenue, that in a currency, by default the usual one. */
export function shown(counts: Counts, measure: Measure, currency = counts.currency): string {
  const n = valueOf(counts, measure, currency);
  return measure === "revenue" ? money(n, currency, "symbol") : count(n);
}

/** A number: of revenue, that in a currency, by default the usual one. */
export function valueOf(counts: Counts, measure: Measure, currency = counts.currency): number {
  if (measure !== "revenue" || currency === counts.currency) return counts[measure];
  return counts.otherRevenue?.find((other) => other.currency === currency)?.revenue ?? 0;
}

/**
 * The currencies that there is revenue in, the usual one first. Amounts in several can't be added
 * up, so each is shown for itself.
 */
export function currenciesOf(counts: Counts): string[] {
  const others = (counts.otherRevenue ?? []).map(({ currency }) => currency);
  return counts.revenue === 0 && others.length > 0 ? others : [counts.currency, ...others];
}

/** The counts of an empty row. */
export const nothing = { hits: 0, uniques: 0, bots: 0, leads: 0, sales: 0, subscriptions: 0, revenue: 0 };

import type { StatsRow, Totals } from "../api/rows";
import { count, money } from "../format";

type Counts = Pick<
  StatsRow,
  "hits" | "uniques" | "bots" | "leads" | "sales" | "subscriptions" | "revenue" | "currency" | "otherRevenue"
>;
export type Measure = "hits" | "uniques" | "bots" | "leads" | "sales" | "subscriptions" | "revenue";

/** The columns of the stats, in the order and under the names that partners know. */
export const measures: { id: Measure; name: string; explains: string }[] = [
  { id: "hits", name: "Hits", explains: "visits by people" },
  { id: "uniques", name: "Uniques", explains: "first visits by a person to a link on a day" },
  { id: "bots", name: "Bots", explains: "visits by crawlers and link previews, which are not hits" },
  { id: "leads", name: "Leads", explains: "opt-ins" },
  { id: "sales", name: "Sales", explains: "orders" },
  { id: "subscriptions", name: "Subscriptions", explains: "new subscriptions" },
  { id: "revenue", name: "Revenue", explains: "the value of the sales" },
];

/** A number as it is shown. */
export function shown(counts: Counts | Totals, measure: Measure): string {
  return measure === "revenue" ? revenue(counts) : count(counts[measure]);
}

/** Amounts in several currencies can't be added up, so they are shown side by side. */
function revenue(counts: Counts | Totals): string {
  const others = counts.otherRevenue ?? [];
  return [counts, ...others].map((amount) => money(amount.revenue, amount.currency)).join(" + ");
}

/** The counts of an empty row. */
export const nothing = { hits: 0, uniques: 0, bots: 0, leads: 0, sales: 0, subscriptions: 0, revenue: 0 };

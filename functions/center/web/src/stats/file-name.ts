import type { Question } from "./question";

/** The name of a file that tells what is in it. */
export function fileName({ by, filters, period: { from, to } }: Question): string {
  const values = Object.entries(filters).map(([filter, value]) => value || `no-${filter}`);
  const parts = ["stats-by", ...by, ...(values.length > 0 ? ["only", ...values] : []), from, "to", to];
  return `${parts.join("-").replace(/[^a-zA-Z0-9.-]+/g, "_")}.csv`;
}

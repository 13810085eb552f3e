import type { ImportResult, RowOutcome } from "../rows";

/** What was done in an earlier request comes out as unchanged in a later one; here it stays what it was. */
export function merge(before: ImportResult, after: ImportResult): ImportResult {
  const items = (after.items ?? []).map((row, i) => {
    const earlier = before.items?.[i];
    return row.outcome === "unchanged" && earlier && earlier.outcome !== "pending" ? earlier : row;
  });
  return { ...after, items, ...countOf(items) };
}

function countOf(items: RowOutcome[]) {
  const counts = { created: 0, updated: 0, unchanged: 0, invalid: 0, failed: 0, pending: 0 };
  for (const { outcome } of items) counts[outcome]++;
  return counts;
}

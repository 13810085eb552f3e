import type { ImportResult, RowOutcome } from "../rows";

/**
 * Combines the results of two requests for one file. A row that the first request wrote is
 * unchanged to the second, so the first outcome counts.
 */
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

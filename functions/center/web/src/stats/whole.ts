import type { Stats } from "../api/rows";

/**
 * Reads all parts of a report, which the API sends one by one if it is large. Every part has the
 * totals of the whole; those of the last are the newest.
 */
export async function whole(read: (part: { cursor?: string }) => Promise<Stats>): Promise<Stats> {
  let part = await read({});
  let rows = part.rows ?? [];
  while (part.next) {
    part = await read({ cursor: part.next });
    rows = rows.concat(part.rows ?? []);
  }
  return { ...part, rows };
}

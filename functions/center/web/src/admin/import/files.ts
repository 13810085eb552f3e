import { askCSV, authorizedFetch } from "../../api/client";
import { problemOf } from "../../api/problem";
import type { ImportResult } from "../rows";
import { merge } from "./merge";

/** What can be imported and exported. */
export const kinds = [
  { id: "partners", title: "Partners", one: "partner", many: "partners" },
  { id: "websites", title: "Websites", one: "website", many: "websites" },
] as const;

export type Kind = (typeof kinds)[number]["id"];

/** The largest file that the API accepts. */
export const mostBytes = 5 * 1024 * 1024;

/**
 * Checks a file, or imports it. Importing a large one takes several requests. Each continues where
 * the one before had to stop, and progress is called in between.
 */
export async function upload(
  kind: Kind,
  file: Blob,
  dryRun: boolean,
  progress?: (result: ImportResult) => void,
): Promise<ImportResult> {
  let result = await post(kind, file, dryRun);
  while (!dryRun && result.pending > 0) {
    progress?.(result);
    const next = await post(kind, file, dryRun);
    const stuck = next.pending >= result.pending;
    result = merge(result, next);
    if (stuck) break;
  }
  return result;
}

async function post(kind: Kind, file: Blob, dryRun: boolean): Promise<ImportResult> {
  const request = new Request(`/api/admin/import?kind=${kind}&dryRun=${dryRun}`, {
    method: "POST",
    headers: { "content-type": "text/csv", accept: "application/json" },
    body: file,
  });
  const answer = await authorizedFetch(request);
  const body: unknown = await answer.json().catch(() => undefined);
  if (!answer.ok) throw problemOf(answer.status, body);
  return body as ImportResult;
}

/** All partners or websites in a file. */
export function download(kind: Kind): Promise<Blob> {
  return askCSV(`/api/admin/export?kind=${kind}`);
}

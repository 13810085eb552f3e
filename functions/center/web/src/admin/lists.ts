import { api, ask } from "../api/client";
import { usePages } from "../api/pages";

/** What a list is narrowed down to; by default it has everything. */
interface Search {
  /** How the code or the name begins. */
  q?: string;
  /** Only what is in this program. It can't be combined with q. */
  program?: string;
  /** How many rows are read at once. */
  limit?: number;
}

const rowsAtOnce = 50;

function queryOf({ q, program, limit = rowsAtOnce }: Search, cursor: string | undefined) {
  return { limit, ...(cursor && { cursor }), ...(q && { q }), ...(program && { program }) };
}

export function usePartners(search: Search) {
  return usePages(`admin:partners:${JSON.stringify(search)}`, (cursor) =>
    ask(api.GET("/api/admin/partners", { params: { query: queryOf(search, cursor) } })),
  );
}

export function useWebsites(search: Search) {
  return usePages(`admin:websites:${JSON.stringify(search)}`, (cursor) =>
    ask(api.GET("/api/admin/websites", { params: { query: queryOf(search, cursor) } })),
  );
}

export function usePrograms(search: Omit<Search, "program"> = {}) {
  return usePages(`admin:programs:${JSON.stringify(search)}`, (cursor) =>
    ask(api.GET("/api/admin/programs", { params: { query: queryOf(search, cursor) } })),
  );
}

/** The kinds of thing that the audit covers. */
export type Entity = "partner" | "program" | "website" | "conversion" | "webhook";

/** The changes of one thing, newest first. */
export function useChanges(entity: Entity, code: string) {
  return usePages(`admin:audit:${entity}:${code}`, (cursor) =>
    ask(
      api.GET("/api/admin/audit", {
        params: { query: { entity, code, limit: 20, ...(cursor && { cursor }) } },
      }),
    ),
  );
}

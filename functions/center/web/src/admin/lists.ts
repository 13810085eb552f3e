import { api, ask } from "../api/client";
import { usePages } from "../api/pages";

// What lists of these may be limited to; "" for everything.
interface Search {
  /** What the code or the name begins with. */
  q?: string;
  /** Only what is in this program; not together with q. */
  program?: string;
  /** How many rows at a time. */
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

/** What has a history of its own. */
export type Entity = "partner" | "program" | "website" | "conversion" | "webhook";

/** Who changed one thing, when and how, the newest first. */
export function useChanges(entity: Entity, code: string) {
  return usePages(`admin:audit:${entity}:${code}`, (cursor) =>
    ask(
      api.GET("/api/admin/audit", {
        params: { query: { entity, code, limit: 20, ...(cursor && { cursor }) } },
      }),
    ),
  );
}

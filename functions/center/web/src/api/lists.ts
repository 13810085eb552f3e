import { api, ask } from "./client";
import { pageSize, usePages } from "./pages";

/** The websites that the partner may promote. */
export function useWebsites() {
  return usePages("websites", (cursor) => ask(api.GET("/api/websites", { params: { query: { limit: pageSize, cursor } } })));
}

/** The partner's own children. */
export function usePartners() {
  return usePages("partners", (cursor) => ask(api.GET("/api/partners", { params: { query: { limit: pageSize, cursor } } })));
}

/** The partner's ads, those in use or those put away. */
export function useAds(status: "active" | "archived" = "active") {
  return usePages(`ads:${status}`, (cursor) =>
    ask(api.GET("/api/ads", { params: { query: { limit: pageSize, cursor, status } } })),
  );
}

/** The links that the partner made, or that were made for it. */
export function useLinks() {
  return usePages("links", (cursor) => ask(api.GET("/api/links", { params: { query: { limit: pageSize, cursor } } })));
}

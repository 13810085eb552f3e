import { useEffect } from "preact/hooks";
import { api, ask } from "./client";
import { pageSize, usePages } from "./pages";

/** The websites that the partner may promote. */
export function useWebsites() {
  return usePages("websites", (cursor) =>
    ask(api.GET("/api/websites", { params: { query: { limit: pageSize, cursor } } })),
  );
}

/** The partner's own children. */
export function usePartners() {
  return usePages("partners", (cursor) =>
    ask(api.GET("/api/partners", { params: { query: { limit: pageSize, cursor } } })),
  );
}

/** The partner's ads, either those in use or the archived ones. */
export function useAds(status: "active" | "archived" = "active") {
  return usePages(`ads:${status}`, (cursor) =>
    ask(api.GET("/api/ads", { params: { query: { limit: pageSize, cursor, status } } })),
  );
}

// The API lists links by code and the page lists them by age, so it has to read all of them to find
// the newest. Few partners have more than this.
const mostLinks = 1000;

/** The links that the partner made, or that were made for them. */
export function useLinks() {
  const links = usePages("links", (cursor) =>
    ask(api.GET("/api/links", { params: { query: { limit: pageSize, cursor } } })),
  );
  const unread = links.more && !links.loading && !links.problem && (links.rows?.length ?? 0) < mostLinks;
  useEffect(() => {
    if (unread) links.readMore();
  }, [unread]);
  return links;
}

import type { paths } from "./schema";

// Names for what the API sends, taken from its document: if a route changes, the build breaks where
// that matters.

export type Success<Route> = Route extends {
  responses: { 200: { content: { "application/json": infer Body } } };
}
  ? Body
  : Route extends { responses: { 201: { content: { "application/json": infer Body } } } }
    ? Body
    : never;
export type Item<Route> = Success<Route> extends { items: (infer Row)[] | null } ? Row : never;
export type Sent<Route> = Route extends {
  requestBody?: { content: { "application/json": infer Body } } | undefined;
}
  ? Body
  : never;

export type Me = Success<paths["/api/me"]["get"]>;
export type Website = Item<paths["/api/websites"]["get"]>;
export type Partner = Item<paths["/api/partners"]["get"]>;
export type Ad = Item<paths["/api/ads"]["get"]>;
export type NewAd = Sent<paths["/api/ads"]["post"]>;
export type Link = Item<paths["/api/links"]["get"]>;
export type NewLink = Sent<paths["/api/links"]["post"]>;
export type OwnConversion = Item<paths["/api/conversions/mine"]["get"]>;
export type Postback = Success<paths["/api/postback"]["get"]>;
export type Stats = Success<paths["/api/stats"]["get"]>;
export type StatsRow = NonNullable<Stats["rows"]>[number];
export type Totals = Stats["totals"];

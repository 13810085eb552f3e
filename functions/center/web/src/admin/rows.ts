import type { Item, Sent, Success } from "../api/rows";
import type { paths } from "../api/schema";

export type Partner = Item<paths["/api/admin/partners"]["get"]>;
export type NewPartner = Sent<paths["/api/admin/partners"]["post"]>;
export type Program = Item<paths["/api/admin/programs"]["get"]>;
export type Website = Item<paths["/api/admin/websites"]["get"]>;
export type NewWebsite = Sent<paths["/api/admin/websites"]["post"]>;
export type Key = Item<paths["/api/admin/keys"]["get"]>;
export type Webhook = Item<paths["/api/admin/webhooks"]["get"]>;
export type Delivery = Item<paths["/api/admin/webhooks/{id}/deliveries"]["get"]>;
export type Change = Item<paths["/api/admin/audit"]["get"]>;
export type ImportResult = Success<paths["/api/admin/import"]["post"]>;
export type RowOutcome = NonNullable<ImportResult["items"]>[number];
export type LinkCheck = Success<paths["/api/admin/links/check"]["get"]>;
export type Conversion = Item<paths["/api/admin/conversions"]["get"]>;
export type Rule = Success<paths["/api/admin/rule"]["get"]>;
export type Rebuilt = Success<paths["/api/admin/rebuild"]["post"]>;
export type Reconciled = Success<paths["/api/admin/reconcile"]["get"]>;

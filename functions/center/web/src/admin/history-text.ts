import { moment } from "../format";

// The audit covers every kind of thing and every release, so some of its names are unknown here.
// Those are shown as they are.

const verbs: Record<string, string> = {
  create: "created it",
  update: "changed it",
  revoke: "revoked it",
  credit: "moved the credit",
  rebuild: "rebuilt it",
  erase: "erased what says who it is",
};

const names: Record<string, string> = {
  code: "Code",
  id: "Id",
  name: "Name",
  email: "E-mail",
  parent: "Recruited by",
  programs: "Programs",
  status: "Status",
  attributionDays: "Attribution days",
  joined: "Joined",
  ended: "Ended",
  erased: "Erased",
  merchant: "Merchant",
  partner: "Partner",
  website: "Website",
  ad: "Ad",
  clickId: "Click id",
  credited: "Credits",
  events: "Events",
  replaced: "Rows replaced",
  rows: "Rows written",
  corrected: "Corrected",
  reason: "Reason",
  model: "Rule",
  websites: "Websites",
  mayNamePartner: "May name partners",
  createdAt: "Created",
  revokedAt: "Revoked",
  url: "URL",
  fallbackUrl: "Fallback URL",
  params: "Parameter names",
};

/** What somebody did: "changed it". */
export function verbOf(action: string): string {
  return verbs[action] ?? action;
}

/** What a field is called on the pages for admins. */
export function nameOf(field: string): string {
  return names[field] ?? field;
}

/** The fields that a change touched, sorted. */
export function fieldsOf(before: object, after: object): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
}

/** A value as text for people, without JSON's quotes and brackets. */
export function textOf(value: unknown): string {
  if (value === undefined || value === null || value === "") return "empty";
  if (Array.isArray(value)) return value.map(textOf).join(value.some(isObject) ? "; " : ", ") || "empty";
  if (isObject(value)) return pairs(value) || "empty";
  if (typeof value === "string" && /^\d{4}-\d\d-\d\dT/.test(value)) return moment(value);
  return String(value);
}

function pairs(value: object): string {
  return Object.entries(value)
    .map(([key, part]) => `${nameOf(key)}: ${isObject(part) ? `(${textOf(part)})` : textOf(part)}`)
    .join(", ");
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

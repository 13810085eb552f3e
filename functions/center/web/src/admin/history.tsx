import { moment } from "../format";
import { Section } from "../frame/page";
import { List } from "../parts/list";
import { useChanges, type Entity } from "./lists";
import type { Change } from "./rows";

/** Who changed a thing, when and how. */
export function History({ entity, code }: { entity: Entity; code: string }) {
  const changes = useChanges(entity, code);
  return (
    <Section id="history" title="History" lead="Every change, kept for good.">
      <List
        pages={changes}
        what="changes"
        empty={{ title: "No changes recorded" }}
        keyOf={(change) => `${change.version}-${change.at}`}
        row={(change) => <ChangeRow change={change} />}
      />
    </Section>
  );
}

function ChangeRow({ change }: { change: Change }) {
  const fields = [
    ...new Set([...Object.keys(change.before ?? {}), ...Object.keys(change.after ?? {})]),
  ].sort();
  return (
    <div class="change">
      <p>
        <b>{change.by}</b> {verbs[change.action] ?? change.action}{" "}
        <span class="small">{moment(change.at)}</span>
      </p>
      {fields.length > 0 && (
        <dl>
          {fields.map((field) => (
            <div key={field}>
              <dt>{names[field] ?? field}</dt>
              <dd>
                {change.before && field in change.before && (
                  <>
                    <del>{text(change.before[field])}</del> →{" "}
                  </>
                )}
                <ins>{text(change.after?.[field])}</ins>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}

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
  merchant: "Merchant",
  partner: "Partner",
  events: "Told about",
  created: "Made",
  url: "URL",
  fallbackUrl: "Fallback URL",
  partnerParam: "Name for the partner",
  adParam: "Name for the ad",
  clickIdParam: "Name for the click id",
};

const verbs: Record<string, string> = {
  create: "created it",
  update: "changed it",
  revoke: "revoked it",
  credit: "moved the credit",
};

function text(value: unknown): string {
  if (value === undefined || value === null || value === "") return "empty";
  if (Array.isArray(value)) return value.join(", ") || "empty";
  if (typeof value === "string" && /^\d{4}-\d\d-\d\dT/.test(value)) return moment(value);
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

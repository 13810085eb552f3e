import { moment } from "../format";
import { Section } from "../frame/page";
import { List } from "../parts/list";
import { fieldsOf, nameOf, textOf, verbOf } from "./history-text";
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
  const { before = {}, after = {} } = change;
  const fields = fieldsOf(before, after);
  return (
    <div class="change">
      <p>
        <b>{change.by}</b> {verbOf(change.action)} <span class="small">{moment(change.at)}</span>
      </p>
      {change.reason && <p>{change.reason}</p>}
      {fields.length > 0 && (
        <dl>
          {fields.map((field) => (
            <div key={field}>
              <dt>{nameOf(field)}</dt>
              <dd>
                {field in before && (
                  <>
                    <del>{textOf(before[field])}</del> →{" "}
                  </>
                )}
                <ins>{textOf(after[field])}</ins>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}

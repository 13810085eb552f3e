import { useState } from "preact/hooks";
import { sentence } from "../../api/problem";
import { count } from "../../format";
import type { ImportResult, RowOutcome } from "../rows";

type Outcome = RowOutcome["outcome"];

const shownFirst = 100;

const names: Record<Outcome, [done: string, dryRun: string]> = {
  created: ["Created", "Would be created"],
  updated: ["Updated", "Would be updated"],
  unchanged: ["Unchanged", "Unchanged"],
  invalid: ["Not valid", "Not valid"],
  failed: ["Failed", "Failed"],
  pending: ["Not reached", "Not reached"],
};

/** What happened, or would happen, to each row of a file. Rows that need attention come first. */
export function Outcomes({ result }: { result: ImportResult }) {
  const [all, setAll] = useState(false);
  const rows = [...(result.items ?? [])].sort((a, b) => weight(a) - weight(b) || a.row - b.row);
  const shown = all ? rows : rows.slice(0, shownFirst);
  const nameOf = (outcome: Outcome) => names[outcome][result.dryRun ? 1 : 0];
  const ignored = result.ignoredColumns ?? [];
  return (
    <div>
      <Counts result={result} nameOf={nameOf} />
      {ignored.length > 0 && <p class="small">Ignored columns: {ignored.join(", ")}</p>}
      <RowTable rows={shown} nameOf={nameOf} />
      {rows.length > shown.length && (
        <button type="button" class="quiet more" onClick={() => setAll(true)}>
          Show all {count(rows.length)} rows
        </button>
      )}
    </div>
  );
}

function Counts({ result, nameOf }: { result: ImportResult; nameOf(outcome: Outcome): string }) {
  const outcomes = (Object.keys(names) as Outcome[]).filter((outcome) => result[outcome] > 0);
  return (
    <dl class="figures">
      {outcomes.map((outcome) => (
        <div key={outcome}>
          <dt>{nameOf(outcome)}</dt>
          <dd>{count(result[outcome])}</dd>
        </div>
      ))}
    </dl>
  );
}

function RowTable({ rows, nameOf }: { rows: RowOutcome[]; nameOf(outcome: Outcome): string }) {
  return (
    <div class="table-scroll outcomes" tabIndex={0} role="region" aria-label="Row by row">
      <table>
        <thead>
          <tr>
            {["Line", "Code", "Outcome", "Why"].map((name) => (
              <th scope="col" key={name}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.row} class={weight(row) === 0 ? "wrong" : ""}>
              <td>{row.line}</td>
              <td>{row.code}</td>
              <td>{nameOf(row.outcome)}</td>
              <td class="why">
                {(row.errors ?? []).map(({ field, message }) => sentence(`${field} ${message}`)).join(" ")}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function weight(row: RowOutcome): number {
  return row.outcome === "invalid" || row.outcome === "failed" ? 0 : 1;
}

import { useState } from "preact/hooks";
import { sentence } from "../../api/problem";
import { count } from "../../format";
import type { ImportResult, RowOutcome } from "../rows";

const shownFirst = 100;

const names: Record<RowOutcome["outcome"], [done: string, dryRun: string]> = {
  created: ["Created", "Would be created"],
  updated: ["Updated", "Would be updated"],
  unchanged: ["Unchanged", "Unchanged"],
  invalid: ["Not valid", "Not valid"],
  failed: ["Failed", "Failed"],
  pending: ["Not reached", "Not reached"],
};

/** What became, or would become, of each row of a file; what needs a look comes first. */
export function Outcomes({ result }: { result: ImportResult }) {
  const [all, setAll] = useState(false);
  const rows = [...(result.items ?? [])].sort((a, b) => weight(a) - weight(b) || a.row - b.row);
  const shown = all ? rows : rows.slice(0, shownFirst);
  const name = (outcome: RowOutcome["outcome"]) => names[outcome][result.dryRun ? 1 : 0];
  const counts = (Object.keys(names) as RowOutcome["outcome"][]).filter((outcome) => result[outcome] > 0);
  return (
    <div>
      <dl class="figures">
        {counts.map((outcome) => (
          <div key={outcome}>
            <dt>{name(outcome)}</dt>
            <dd>{count(result[outcome])}</dd>
          </div>
        ))}
      </dl>
      {result.ignoredColumns && result.ignoredColumns.length > 0 && (
        <p class="small">Columns that are not used: {result.ignoredColumns.join(", ")}</p>
      )}
      <div class="table-scroll outcomes" tabIndex={0} role="region" aria-label="Row by row">
        <table>
          <thead>
            <tr>
              <th scope="col">Line</th>
              <th scope="col">Code</th>
              <th scope="col">Outcome</th>
              <th scope="col">Why</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr key={row.row} class={weight(row) === 0 ? "wrong" : ""}>
                <td>{row.line}</td>
                <td>{row.code}</td>
                <td>{name(row.outcome)}</td>
                <td class="why">
                  {(row.errors ?? []).map((e) => sentence(`${e.field} ${e.message}`)).join(" ")}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > shown.length && (
        <button type="button" class="quiet more" onClick={() => setAll(true)}>
          Show all {count(rows.length)} rows
        </button>
      )}
    </div>
  );
}

function weight(row: RowOutcome): number {
  return row.outcome === "invalid" || row.outcome === "failed" ? 0 : 1;
}

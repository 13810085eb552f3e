import { useState } from "preact/hooks";
import type { StatsRow, Totals } from "../api/rows";
import { plural } from "../format";
import { measures, shown } from "./measures";
import type { Grouping, Key } from "./question";
import { sorted, sortOf, type Column, type Order } from "./sort";

interface Props {
  rows: StatsRow[];
  totals: Totals;
  grouping: Grouping;
  /** The column to sort by; "-hits" is descending. */
  sort: string;
  onSort(sort: string): void;
  nameOf(key: Key, row: StatsRow): string;
}

/** How many rows are shown at first, and how many more when asked. Thousands are slow. */
const rowsAtOnce = 500;

/** The rows, sorted as asked, and their totals. It scrolls sideways on a narrow screen. */
export function StatsTable({ rows, totals, grouping, sort, onSort, nameOf }: Props) {
  const order = sortOf(sort, grouping);
  const [most, setMost] = useState(rowsAtOnce);
  const hidden = rows.length - most;
  return (
    <>
      <div class="table-scroll" tabIndex={0} role="region" aria-label="Link Tracking Stats">
        <table>
          <thead>
            <HeadRow grouping={grouping} order={order} onSort={onSort} />
          </thead>
          <tbody>
            {sorted(rows, order, nameOf)
              .slice(0, most)
              .map((row) => (
                <Row
                  key={grouping.keys.map((key) => row[key]).join("/") + row.currency}
                  row={row}
                  grouping={grouping}
                  nameOf={nameOf}
                />
              ))}
          </tbody>
          <tfoot>
            <TotalRow totals={totals} grouping={grouping} />
          </tfoot>
        </table>
      </div>
      {hidden > 0 && (
        <button type="button" onClick={() => setMost(most + rowsAtOnce)}>
          Show more ({plural(hidden, "row")} left)
        </button>
      )}
    </>
  );
}

const keyNames: Record<Key, string> = { website: "Website", ad: "Ad", partner: "Partner", day: "Day" };

interface HeadProps {
  grouping: Grouping;
  order: Order;
  onSort(sort: string): void;
}

function HeadRow({ grouping, order, onSort }: HeadProps) {
  const sortedBy = (column: Column) => (order.column !== column ? "" : order.descending ? "down" : "up");
  return (
    <tr>
      {grouping.keys.map((key) => (
        <Head key={key} id={key} name={keyNames[key]} sorted={sortedBy(key)} onSort={onSort} />
      ))}
      {measures.map(({ id, name, explains }) => (
        <Head key={id} id={id} name={name} note={explains} sorted={sortedBy(id)} onSort={onSort} />
      ))}
    </tr>
  );
}

interface ColumnProps {
  id: Column;
  name: string;
  /** What a measure counts. */
  note?: string;
  sorted: "up" | "down" | "";
  onSort(sort: string): void;
}

function Head({ id, name, note, sorted, onSort }: ColumnProps) {
  const number = note !== undefined;
  const next = sorted === "down" || (sorted === "" && !number) ? id : `-${id}`;
  return (
    <th
      scope="col"
      class={number ? "number" : ""}
      aria-sort={sorted ? (sorted === "up" ? "ascending" : "descending") : undefined}
    >
      <button type="button" class={`sort ${sorted}`} title={note} onClick={() => onSort(next)}>
        {name}
      </button>
    </th>
  );
}

function Row({ row, grouping, nameOf }: { row: StatsRow } & Pick<Props, "grouping" | "nameOf">) {
  return (
    <tr>
      {grouping.keys.map((key, i) => (
        <KeyCell key={key} row={row} of={key} first={i === 0} nameOf={nameOf} />
      ))}
      {measures.map(({ id }) => (
        <td key={id} class={row[id] ? "number" : "number zero"}>
          {shown(row, id)}
        </td>
      ))}
    </tr>
  );
}

type KeyCellProps = { row: StatsRow; of: Key; first: boolean } & Pick<Props, "nameOf">;

function KeyCell({ row, of, first, nameOf }: KeyCellProps) {
  const code = row[of] ?? "";
  const name = nameOf(of, row);
  const content = (
    <>
      <span class={code ? "" : "zero"}>{name}</span>
      {of !== "day" && code && name !== code && <span class="code">{code}</span>}
    </>
  );
  return first ? <th scope="row">{content}</th> : <td>{content}</td>;
}

function TotalRow({ totals, grouping }: Pick<Props, "totals" | "grouping">) {
  return (
    <tr>
      <th scope="row" colSpan={grouping.keys.length}>
        Total
      </th>
      {measures.map(({ id }) => (
        <td key={id} class="number">
          {shown(totals, id)}
        </td>
      ))}
    </tr>
  );
}

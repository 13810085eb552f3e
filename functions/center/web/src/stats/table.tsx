import type { StatsRow, Totals } from "../api/rows";
import { measures, shown, type Measure } from "./measures";
import type { Grouping, Key } from "./question";

type Column = Measure | Key;

interface Props {
  rows: StatsRow[];
  totals: Totals;
  grouping: Grouping;
  sort: string;
  onSort(sort: string): void;
  nameOf(key: Key, row: StatsRow): string;
}

const keyNames: Record<Key, string> = { website: "Website", ad: "Ad", partner: "Partner", day: "Day" };

/** The rows, sorted as asked, and their totals. It scrolls sideways on a narrow screen. */
export function StatsTable({ rows: unsorted, totals, grouping, sort, onSort, nameOf }: Props) {
  const { column, descending } = sortOf(sort, grouping);
  const rows = sorted(unsorted, column, descending, nameOf);
  const header = (id: Column, name: string, note?: string) => (
    <ColumnHead
      key={id}
      id={id}
      name={name}
      note={note}
      sorted={column === id ? (descending ? "down" : "up") : ""}
      onSort={onSort}
    />
  );
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label="Link Tracking Stats">
      <table>
        <thead>
          <tr>
            {grouping.keys.map((key) => header(key, keyNames[key]))}
            {measures.map((measure) => header(measure.id, measure.name, measure.explains))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={grouping.keys.map((key) => row[key]).join("/") + row.currency}>
              {grouping.keys.map((key, i) => (
                <KeyCell key={key} row={row} of={key} first={i === 0} nameOf={nameOf} />
              ))}
              {measures.map(({ id }) => (
                <td key={id} class={row[id] ? "number" : "number zero"}>
                  {shown(row, id)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        <tfoot>
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
        </tfoot>
      </table>
    </div>
  );
}

interface HeadProps {
  id: Column;
  name: string;
  note?: string;
  sorted: "up" | "down" | "";
  onSort(sort: string): void;
}

function ColumnHead({ id, name, note, sorted, onSort }: HeadProps) {
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

function KeyCell({
  row,
  of,
  first,
  nameOf,
}: {
  row: StatsRow;
  of: Key;
  first: boolean;
  nameOf: Props["nameOf"];
}) {
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

/** Which column a URL asks to sort by; "-hits" is descending. */
function sortOf(sort: string, grouping: Grouping): { column: Column; descending: boolean } {
  const column = sort.replace(/^-/, "") as Column;
  const exists =
    measures.some((m) => m.id === column) || (grouping.keys as readonly string[]).includes(column);
  if (exists) return { column, descending: sort.startsWith("-") };
  return grouping.by === "day" ? { column: "day", descending: true } : { column: "hits", descending: true };
}

function sorted(rows: StatsRow[], column: Column, descending: boolean, nameOf: Props["nameOf"]): StatsRow[] {
  const sign = descending ? -1 : 1;
  const compare = (a: StatsRow, b: StatsRow) => {
    if (column === "day") return (a.day ?? "").localeCompare(b.day ?? "");
    if (column === "website" || column === "ad" || column === "partner")
      return nameOf(column, a).localeCompare(nameOf(column, b));
    return a[column] - b[column];
  };
  return [...rows].sort((a, b) => sign * compare(a, b));
}

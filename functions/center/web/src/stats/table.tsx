import { useEffect, useState } from "preact/hooks";
import { plural } from "../format";
import { Wide } from "../parts/wide";
import { KeyCell, NumberCell } from "./cells";
import type { Line } from "./compare";
import { dimensions, type Dimension } from "./dimensions";
import { measures } from "./measures";
import type { Changes, Question } from "./question";
import type { Report } from "./report";
import { sorted, sortOf, type Column, type Order } from "./sort";
import type { StatsSource } from "./source";
import { Trend, useTrends, type Trends } from "./trend";

interface Props {
  source: StatsSource;
  question: Question;
  /** What the rows are broken down by. */
  by: Dimension[];
  lines: Line[];
  report: Report;
  /** The currency to sort revenue by. */
  currency: string;
  change(changes: Changes): void;
}

/** How many rows are shown at first, and how many more when asked. Thousands are slow. */
const rowsAtOnce = 100;

/** The rows, sorted as asked, and their totals. */
export function StatsTable(props: Props) {
  const { source, question, by, lines, report, currency, change } = props;
  const order = sortOf(question.sort, by);
  const [most, setMost] = useState(rowsAtOnce);
  useEffect(() => setMost(rowsAtOnce), [by.join(), question.search]);
  const { trends, watch } = useTrends(source, report);
  const hidden = lines.length - most;
  return (
    <div ref={watch}>
      <Wide label="Link Tracking Stats">
        <table class="stats-table">
          <thead>
            <HeadRow by={by} order={order} trends={trends !== undefined} change={change} />
          </thead>
          <tbody>
            {sorted(lines, order, by, currency)
              .slice(0, most)
              .map((line) => (
                <Row key={line.key} {...props} line={line} trends={trends} />
              ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">Total</th>
              {by.slice(1).map((dimension) => (
                <td key={dimension} />
              ))}
              {measures.map(({ id }) => (
                <NumberCell key={id} counts={report.stats.totals} was={report.before?.totals} measure={id} />
              ))}
              {trends && <td />}
            </tr>
          </tfoot>
        </table>
      </Wide>
      {hidden > 0 && (
        <button type="button" class="more-rows" onClick={() => setMost(most + 5 * rowsAtOnce)}>
          Show more ({plural(hidden, "row")} left)
        </button>
      )}
    </div>
  );
}

interface HeadProps {
  by: Dimension[];
  order: Order;
  trends: boolean;
  change(changes: Changes): void;
}

function HeadRow({ by, order, trends, change }: HeadProps) {
  const sortedBy = (column: Column) => (order.column !== column ? "" : order.descending ? "down" : "up");
  const onSort = (sort: string) => change({ sort });
  return (
    <tr>
      {by.map((id) => (
        <Head key={id} id={id} name={dimensions[id].name} sorted={sortedBy(id)} onSort={onSort} />
      ))}
      {measures.map(({ id, name, explains }) => (
        <Head key={id} id={id} name={name} note={explains} sorted={sortedBy(id)} onSort={onSort} />
      ))}
      {trends && (
        <th scope="col" title="hits per day">
          Trend
        </th>
      )}
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

function Row({
  source,
  question,
  by,
  line: { row, was },
  report: { before },
  trends,
}: Props & { line: Line; trends: Trends | undefined }) {
  return (
    <tr>
      {by.map((dimension, i) => (
        <KeyCell
          key={dimension}
          dimension={dimension}
          row={row}
          first={i === 0}
          question={question}
          source={source}
        />
      ))}
      {measures.map(({ id }) => (
        <NumberCell key={id} counts={row} was={before && (was ?? "none")} measure={id} />
      ))}
      {trends && (
        <td class="trend">
          <Trend trends={trends} row={row} by={by} />
        </td>
      )}
    </tr>
  );
}

import type { ComponentChildren } from "preact";
import type { Pages } from "../api/pages";
import { Empty, Failure, Loading } from "./states";

interface Props<Row> {
  pages: Pages<Row>;
  /** What the rows are, in the middle of a sentence: "ads". */
  what: string;
  empty: { title: string; advice?: ComponentChildren };
  row: (row: Row) => ComponentChildren;
  keyOf: (row: Row) => string;
}

/** A list in each of its states: on its way, failed, empty, there, and with more to read. */
export function List<Row>({ pages, what, empty, row, keyOf }: Props<Row>) {
  if (!pages.rows && pages.problem) return <Failure problem={pages.problem} retry={pages.reload} />;
  if (!pages.rows) return <Loading what={what} />;
  if (pages.rows.length === 0) return <Empty title={empty.title}>{empty.advice}</Empty>;
  return (
    <>
      <ul class="rows">
        {pages.rows.map((r) => (
          <li key={keyOf(r)}>{row(r)}</li>
        ))}
      </ul>
      {pages.problem && <Failure problem={pages.problem} retry={pages.reload} />}
      {pages.more && (
        <button type="button" class="quiet more" disabled={pages.loading} onClick={pages.readMore}>
          {pages.loading ? "Loading…" : `Show more ${what}`}
        </button>
      )}
    </>
  );
}

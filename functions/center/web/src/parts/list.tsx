import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { Pages } from "../api/pages";
import { Empty, Failure, Loading } from "./states";

interface Props<Row> {
  pages: Pages<Row>;
  /** What the rows are, in the middle of a sentence: "ads". */
  what: string;
  /** How many rows are shown at first; if absent, all that were read. */
  first?: number;
  empty: { title: string; advice?: ComponentChildren };
  row: (row: Row) => ComponentChildren;
  keyOf: (row: Row) => string;
}

const shownMore = 50;

/** A list in any of its states: loading, failed, empty, complete, or with more to show. */
export function List<Row>({ pages, what, first = Infinity, empty, row, keyOf }: Props<Row>) {
  const [most, setMost] = useState(first);
  if (!pages.rows && pages.problem) return <Failure problem={pages.problem} retry={pages.reload} />;
  const searching = pages.rows?.length === 0 && pages.more && !pages.problem;
  if (!pages.rows || searching) return <Loading what={what} />;
  if (pages.rows.length === 0 && pages.problem)
    return <Failure problem={pages.problem} retry={pages.reload} />;
  if (pages.rows.length === 0) return <Empty title={empty.title}>{empty.advice}</Empty>;

  const shown = pages.rows.slice(0, most);
  function showMore() {
    setMost(most + shownMore);
    if (most + shownMore > pages.rows!.length) pages.readMore();
  }
  return (
    <>
      <ul class="rows">
        {shown.map((r) => (
          <li key={keyOf(r)}>{row(r)}</li>
        ))}
      </ul>
      {pages.problem && <Failure problem={pages.problem} retry={pages.reload} />}
      {(pages.more || shown.length < pages.rows.length) && (
        <button type="button" class="quiet more" disabled={pages.loading} onClick={showMore}>
          {pages.loading ? "Loading…" : `Show more ${what}`}
        </button>
      )}
    </>
  );
}

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { Pages } from "../api/pages";
import type { Problem } from "../api/problem";
import { Page } from "../frame/page";
import { Icon } from "../parts/icon";
import { List } from "../parts/list";
import { Failure } from "../parts/states";
import { SearchField } from "./search";

interface Props<Row> {
  title: string;
  lead: string;
  /** What is listed, in the middle of a sentence: "partner" and "partners". */
  one: string;
  many: string;
  pages: Pages<Row>;
  /** Whether the list can be searched. */
  searchable?: boolean;
  /** How many rows are shown at first. */
  first?: number;
  empty: { title: string; advice?: ComponentChildren };
  /** What went wrong with a row's button. */
  problem?: Problem;
  keyOf(row: Row): string;
  row(row: Row): ComponentChildren;
  /** The dialog that creates one. */
  create(close: () => void): ComponentChildren;
  /** More sections. */
  children?: ComponentChildren;
}

/** A page with everything of one kind, a search, and a button that creates another. */
export function ListPage<Row>(props: Props<Row>) {
  const { title, lead, one, many, pages, searchable, first, empty, problem, keyOf, row, create, children } =
    props;
  const [creating, setCreating] = useState(false);
  return (
    <Page
      title={title}
      lead={lead}
      actions={
        <button type="button" class="main" onClick={() => setCreating(true)}>
          <Icon name="plus" />
          Create {one}
        </button>
      }
    >
      <section class="card" aria-label={title}>
        {searchable && <SearchField label={`Find a ${one}`} />}
        {problem && <Failure problem={problem} />}
        <List pages={pages} what={many} first={first} empty={empty} keyOf={keyOf} row={row} />
      </section>
      {children}
      {creating && create(() => setCreating(false))}
    </Page>
  );
}

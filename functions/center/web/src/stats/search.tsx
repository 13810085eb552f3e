import { Field } from "../parts/field";
import type { Changes } from "./question";

interface Props {
  search: string;
  change(changes: Changes, replace?: boolean): void;
}

/** A field that narrows a long table down to the rows with a text. */
export function TableSearch({ search, change }: Props) {
  return (
    <div class="table-search">
      <Field label="Find in the table">
        {(control) => (
          <input
            {...control}
            type="search"
            autocomplete="off"
            spellcheck={false}
            placeholder="Name or code"
            value={search}
            onInput={(e) => change({ q: e.currentTarget.value || undefined }, true)}
          />
        )}
      </Field>
    </div>
  );
}

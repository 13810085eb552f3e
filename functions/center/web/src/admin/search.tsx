import { useEffect, useState } from "preact/hooks";
import { Field } from "../parts/field";
import { useSettled } from "../parts/settled";
import { setQuery, usePlace } from "../router";

/** What this page is searched for. Its URL keeps it. */
export function useSearch(): string {
  return usePlace().query.get("q") ?? "";
}

/** A field that searches by how a code or a name begins. */
export function SearchField({ label }: { label: string }) {
  const inURL = useSearch();
  const [typed, setTyped] = useState(inURL);
  const settled = useSettled(typed);
  useEffect(() => {
    if (settled !== inURL) setQuery({ q: settled });
  }, [settled]);
  return (
    <div class="search">
      <Field label={label}>
        {(control) => (
          <input
            {...control}
            type="search"
            placeholder="Code or name begins with…"
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            value={typed}
            onInput={(e) => setTyped(e.currentTarget.value)}
          />
        )}
      </Field>
    </div>
  );
}

import { useEffect, useState } from "preact/hooks";
import { Field } from "../parts/field";
import { setQuery, usePlace } from "../router";

const settleMilliseconds = 200;

/** A value that follows another once that has been still for a moment, so that not every key stroke is a request. */
export function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), settleMilliseconds);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

/** What is searched for on this page; it is kept in the page's URL. */
export function useSearch(): string {
  return usePlace().query.get("q") ?? "";
}

/** A field that searches by the beginning of code or name. */
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

import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { DateField } from "../parts/date-field";
import { Field } from "../parts/field";
import { Picker, type Option } from "../parts/picker";
import { useSettled } from "../parts/settled";
import type { Narrowed } from "./query";

interface Props {
  narrowed: Narrowed<"q" | "type">;
  /** What the text may be. */
  searchHint: string;
  /** Further filters. */
  children: ComponentChildren;
}

const types: Option[] = [
  { value: "lead", label: "Leads" },
  { value: "sale", label: "Sales" },
  { value: "subscription", label: "Subscriptions" },
  { value: "refund", label: "Refunds" },
];

/** What a list of conversions is narrowed down to. */
export function Controls({ narrowed, searchHint, children }: Props) {
  const { period, periodError, filters, change } = narrowed;
  return (
    <div class="choices narrowing" role="search" aria-label="Conversions">
      <TextSearch value={filters.q} onChange={(q) => change({ q })} hint={searchHint} />
      <DateField label="From" value={period.from} onChange={(from) => change({ ...period, from })} />
      <DateField
        label="To"
        value={period.to}
        onChange={(to) => change({ ...period, to })}
        error={periodError}
      />
      <Picker
        label="Type"
        none="All"
        options={types}
        value={filters.type}
        onChange={(type) => change({ type })}
      />
      {children}
    </div>
  );
}

interface TextProps {
  value: string;
  onChange(value: string): void;
  hint: string;
}

function TextSearch({ value, onChange, hint }: TextProps) {
  const [typed, setTyped] = useState(value);
  const settled = useSettled(typed).trim();
  useEffect(() => {
    if (settled !== value) onChange(settled);
  }, [settled]);
  return (
    <Field label="Find" hint={hint}>
      {(control) => (
        <input
          {...control}
          type="search"
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          maxLength={250}
          value={typed}
          onInput={(e) => setTyped(e.currentTarget.value)}
        />
      )}
    </Field>
  );
}

import { useEffect, useState } from "preact/hooks";
import type { Problem } from "../api/problem";
import { Field } from "../parts/field";
import { Icon } from "../parts/icon";
import { Picker } from "../parts/picker";
import { allFilters, dimensions, type Filter } from "./dimensions";
import type { Changes, Question } from "./question";
import type { Codes } from "./source";
import { textOf } from "./values";

interface Props {
  question: Question;
  change(changes: Changes): void;
  codes: Codes;
}

/** The filters that are set, each with a button that removes it. */
export function FilterChips({ question: { filters }, change, codes }: Props) {
  const set = allFilters.filter((filter) => filters[filter] !== undefined);
  if (set.length === 0) return null;
  const none = Object.fromEntries(set.map((filter) => [filter, undefined]));
  return (
    <ul class="chips" aria-label="Only">
      {set.map((filter) => {
        const text = `${dimensions[filter].name}: ${nameOf(filter, filters[filter]!, codes)}`;
        return (
          <li key={filter}>
            <button
              type="button"
              class="chip"
              aria-label={`Remove filter ${text}`}
              onClick={() => change({ [filter]: undefined })}
            >
              <span>{text}</span>
              <Icon name="close" />
            </button>
          </li>
        );
      })}
      {set.length > 1 && (
        <li>
          <button type="button" class="quiet" onClick={() => change(none)}>
            Remove all
          </button>
        </li>
      )}
    </ul>
  );
}

function nameOf(filter: Filter, value: string, codes: Codes): string {
  const text = textOf(filter, value);
  return text === value ? codes.nameOf(filter, value) : text;
}

// Stands for values that are empty, among choices where "" stands for all values. It is no code.
const empty = "-";

/** A choice for each filter. problem is that of the answer, which may be about some. */
export function FilterControls({ problem, ...props }: Props & { problem: Problem | undefined }) {
  const [open] = useState(matchMedia("(min-width: 821px)").matches);
  return (
    <details class="filters" open={open}>
      <summary>Filters</summary>
      <div class="choices">
        {allFilters.map((filter) => (
          <FilterControl key={filter} filter={filter} error={problem?.about(filter) ?? ""} {...props} />
        ))}
      </div>
    </details>
  );
}

type FilterProps = Props & { filter: Filter; error: string };

function FilterControl({ filter, error, question: { filters }, change, codes }: FilterProps) {
  const choices = codes.choicesOf(filter);
  const { name, none } = dimensions[filter];
  const value = filters[filter];
  if (!choices) return <TypedFilter filter={filter} value={value ?? ""} error={error} change={change} />;
  return (
    <Picker
      {...choices}
      label={name}
      error={error}
      none={allOf[filter]}
      value={value === "" ? empty : (value ?? "")}
      options={[
        ...optionsWith(choices.options, value, nameOf(filter, value ?? "", codes)),
        { value: empty, label: none! },
      ]}
      onChange={(chosen) => change({ [filter]: chosen === empty ? "" : chosen || undefined })}
    />
  );
}

/** The options, and the chosen one if it isn't among them. */
function optionsWith(options: { value: string; label: string }[], value: string | undefined, label: string) {
  if (!value || options.some((option) => option.value === value)) return options;
  return [...options, { value, label }];
}

const allOf: Record<Filter, string> = {
  website: "All websites",
  ad: "All ads",
  partner: "All partners",
  mediaType: "All media types",
  country: "All countries",
  device: "All devices",
  browser: "All browsers",
  referrer: "All referrers",
};

type TypedProps = { filter: Filter; value: string; error: string } & Pick<Props, "change">;

/** A filter that is typed. It takes effect when the field is left, or with Enter. */
function TypedFilter({ filter, value, error, change }: TypedProps) {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  return (
    <Field label={dimensions[filter].name} error={error}>
      {(control) => (
        <input
          {...control}
          type="text"
          autocapitalize="none"
          autocomplete="off"
          spellcheck={false}
          placeholder={allOf[filter]}
          value={typed}
          onInput={(e) => setTyped(e.currentTarget.value)}
          onChange={() => change({ [filter]: typed.trim() || undefined })}
        />
      )}
    </Field>
  );
}

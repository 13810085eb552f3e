import { useState } from "preact/hooks";
import { presets } from "../days";
import { Field } from "../parts/field";
import { Picker } from "../parts/picker";
import { groupings, type Question } from "./question";
import type { Names } from "./source";

interface Props {
  question: Question;
  ask(changes: Record<string, string>): void;
  names: Names;
}

/** What the stats cover: a period and filters. */
export function Controls({ question, ask, names }: Props) {
  return (
    <>
      <PeriodControls question={question} ask={ask} />
      <FilterControls question={question} ask={ask} names={names} />
    </>
  );
}

/** What the table is broken down by. */
export function GroupingControl({ question, ask }: Omit<Props, "names">) {
  return (
    <fieldset class="segments">
      <legend class="hidden">Break down by</legend>
      {groupings.map((grouping) => (
        <label key={grouping.by}>
          <input
            type="radio"
            name="by"
            checked={grouping.by === question.grouping.by}
            onChange={() => ask({ by: grouping.by, sort: "" })}
          />
          <span>{grouping.name}</span>
        </label>
      ))}
    </fieldset>
  );
}

function PeriodControls({ question, ask }: Omit<Props, "names">) {
  const { from, to } = question.period;
  const setDays = (changes: { from?: string; to?: string }) => ask({ from, to, ...changes, period: "" });
  return (
    <div class="period">
      <Field label="Period">
        {(control) => (
          <select
            {...control}
            value={question.preset}
            onChange={(event) => {
              const id = event.currentTarget.value;
              if (id === "custom") setDays({});
              else ask({ period: id, from: "", to: "" });
            }}
          >
            {presets.map((preset) => (
              <option key={preset.id} value={preset.id}>
                {preset.name}
              </option>
            ))}
            <option value="custom">Choose dates</option>
          </select>
        )}
      </Field>
      <Field label="From">
        {(control) => (
          <input
            {...control}
            type="date"
            value={from}
            onChange={(e) => e.currentTarget.value && setDays({ from: e.currentTarget.value })}
          />
        )}
      </Field>
      <Field label="To" error={question.periodError}>
        {(control) => (
          <input
            {...control}
            type="date"
            value={to}
            onChange={(e) => e.currentTarget.value && setDays({ to: e.currentTarget.value })}
          />
        )}
      </Field>
    </div>
  );
}

function FilterControls({ question, ask, names }: Props) {
  const used = names.filters.filter((filter) => question.filters[filter.key]).length;
  const [open] = useState(used > 0 || matchMedia("(min-width: 821px)").matches);
  return (
    <details class="filters" open={open}>
      <summary>Filters{used > 0 && ` (${used})`}</summary>
      <div class="choices">
        {names.filters.map(({ key, ...filter }) => (
          <Picker
            {...filter}
            key={key}
            value={question.filters[key]}
            onChange={(value) => ask({ [key]: value })}
          />
        ))}
      </div>
    </details>
  );
}

import { useState } from "preact/hooks";
import { presets } from "../days";
import { DateField } from "../parts/date-field";
import { Field } from "../parts/field";
import { Picker } from "../parts/picker";
import { groupings, type Question } from "./question";
import type { Names } from "./source";

interface Props {
  question: Question;
  /** Changes the question, as parameters of the page's URL. */
  change(parameters: Record<string, string>): void;
  names: Names;
}

/** What the stats cover: a period and filters. */
export function Controls({ question, change, names }: Props) {
  return (
    <>
      <PeriodControls question={question} change={change} />
      <FilterControls question={question} change={change} names={names} />
    </>
  );
}

/** What the table is broken down by. */
export function GroupingControl({ question, change }: Omit<Props, "names">) {
  return (
    <fieldset class="segments">
      <legend class="hidden">Break down by</legend>
      {groupings.map(({ by, name }) => (
        <label key={by}>
          <input
            type="radio"
            name="by"
            checked={by === question.grouping.by}
            onChange={() => change({ by, sort: "" })}
          />
          <span>{name}</span>
        </label>
      ))}
    </fieldset>
  );
}

function PeriodControls({ question, change }: Omit<Props, "names">) {
  const { preset, period, periodError } = question;
  const setDays = (days: { from?: string; to?: string }) => change({ ...period, ...days, period: "" });
  const setPreset = (id: string) => change({ period: id, from: "", to: "" });
  return (
    <div class="period">
      <Field label="Period">
        {(control) => (
          <select
            {...control}
            value={preset}
            onChange={({ currentTarget: { value } }) => (value === "custom" ? setDays({}) : setPreset(value))}
          >
            {presets.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
            <option value="custom">Choose dates</option>
          </select>
        )}
      </Field>
      <DateField label="From" value={period.from} onChange={(from) => setDays({ from })} />
      <DateField label="To" value={period.to} onChange={(to) => setDays({ to })} error={periodError} />
    </div>
  );
}

function FilterControls({ question, change, names }: Props) {
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
            onChange={(value) => change({ [key]: value })}
          />
        ))}
      </div>
    </details>
  );
}

import { accountZone } from "../config";
import { presets } from "../days";
import { DateField } from "../parts/date-field";
import { Field } from "../parts/field";
import { Picker } from "../parts/picker";
import { comparisons } from "./compare";
import type { Changes, Question } from "./question";

interface Props {
  question: Question;
  change(changes: Changes, replace?: boolean): void;
}

/** When the stats are of, what they are compared with, and whose days these are. */
export function PeriodControls({ question, change, zoneError }: Props & { zoneError: string }) {
  const { preset, period, periodError } = question;
  // Dates arrive digit by digit, which the back button should not repeat.
  const setDays = (days: { from?: string; to?: string }) =>
    change({ ...period, ...days, period: undefined }, preset === "custom");
  const setPreset = (id: string) => change({ period: id, from: undefined, to: undefined });
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
      <CompareControl question={question} change={change} />
      <ZoneControl question={question} change={change} zoneError={zoneError} />
    </div>
  );
}

function CompareControl({ question, change }: Props) {
  return (
    <Field label="Compare with">
      {(control) => (
        <select
          {...control}
          value={question.compare ?? ""}
          onChange={({ currentTarget: { value } }) => change({ compare: value || undefined })}
        >
          <option value="">Nothing</option>
          {comparisons.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

function ZoneControl({ question, change, zoneError }: Props & { zoneError: string }) {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const zones = new Set([here, "UTC", ...Intl.supportedValuesOf("timeZone")]);
  zones.delete(accountZone);
  return (
    <Picker
      label="Time zone"
      none={accountZone}
      value={question.zone}
      options={[...zones].map((value) => ({ value, label: value.replaceAll("_", " ") }))}
      onChange={(zone) => change({ tz: zone || undefined })}
      error={zoneError}
    />
  );
}

import type { Pages } from "../api/pages";
import { Combobox } from "./combobox";
import { Field } from "./field";

export interface Option {
  value: string;
  label: string;
}

/** A choice that shows both the name and the code. */
export function optionOf({ code, name }: { code: string; name: string }): Option {
  return { value: code, label: `${name} (${code})` };
}

export interface PickerProps {
  label: string;
  value: string;
  onChange(value: string): void;
  options: Option[];
  /** What no choice is called; absent if one must be made. */
  none?: string;
  /** The list that the options come from, if it may have unread rows. */
  source?: Pick<Pages<unknown>, "more" | "loading" | "readMore">;
  /** Looks up options for what is typed; they are then not filtered here. */
  search?: (typed: string) => void;
  hint?: string;
  error?: string;
  optional?: boolean;
}

const mostInSelect = 20;

/** A choice: the browser's own select for a few options, and a field that searches for many. */
export function Picker(props: PickerProps) {
  const { label, value, onChange, options, none, source, search, hint, error, optional } = props;
  const many = search !== undefined || source?.more || options.length > mostInSelect;
  const known = !value || options.some((o) => o.value === value);
  return (
    <Field label={label} hint={hint} error={error} optional={optional}>
      {(control) =>
        many ? (
          <Combobox {...props} control={control} />
        ) : (
          <select {...control} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
            {(none !== undefined || !value) && <option value="">{none ?? "Choose…"}</option>}
            {!known && <option value={value}>{value}</option>}
            {options.map((option) => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
          </select>
        )
      }
    </Field>
  );
}

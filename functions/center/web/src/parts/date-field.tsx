import { Field } from "./field";

interface Props {
  label: string;
  value: string;
  /** Called only with complete dates. */
  onChange(day: string): void;
  error?: string;
}

/** A field for a day. */
export function DateField({ label, value, onChange, error }: Props) {
  return (
    <Field label={label} error={error}>
      {(control) => (
        <input
          {...control}
          type="date"
          value={value}
          onChange={(e) => e.currentTarget.value && onChange(e.currentTarget.value)}
        />
      )}
    </Field>
  );
}

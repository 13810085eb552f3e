import type { ComponentChildren } from "preact";
import type { Problem } from "../api/problem";
import { Field } from "../parts/field";

interface Props {
  label: string;
  /** The field's name in the API, by which problems name it. */
  name: string;
  value: string;
  onChange(value: string): void;
  problem: Problem | undefined;
  hint?: ComponentChildren;
  optional?: boolean;
  type?: "text" | "email" | "url" | "number";
  /** Codes and addresses are not words. */
  plain?: boolean;
}

/** A field of one line, with what is wrong beside it. */
export function TextField({
  label,
  name,
  value,
  onChange,
  problem,
  hint,
  optional,
  type = "text",
  plain,
}: Props) {
  return (
    <Field label={label} hint={hint} optional={optional} error={problem?.about(name)}>
      {(control) => (
        <input
          {...control}
          type={type as "text"}
          autocomplete="off"
          autocapitalize={plain ? "none" : undefined}
          spellcheck={plain ? false : undefined}
          value={value}
          onInput={(e) => onChange(e.currentTarget.value)}
        />
      )}
    </Field>
  );
}

/** Whether a problem is about none of the fields that show it, so that it must be shown by itself. */
export function general(problem: Problem | undefined, fields: readonly string[]): Problem | undefined {
  return problem && !fields.some((field) => problem.about(field)) ? problem : undefined;
}

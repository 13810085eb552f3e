import type { ComponentChildren } from "preact";
import type { Editing } from "./draft";
import { Field } from "./field";

type TextKey<Draft> = { [Key in keyof Draft]: Draft[Key] extends string ? Key : never }[keyof Draft] & string;

interface Props<Draft> {
  form: Editing<Draft>;
  /** The field of the draft; the API names it in the same way. */
  name: TextKey<Draft>;
  label: string;
  hint?: ComponentChildren;
  optional?: boolean;
  type?: "text" | "email" | "url" | "number" | "date";
  /** For codes and addresses: turns off auto-capitalization and spell checking. */
  plain?: boolean;
}

/** A field of one line, with what is wrong beneath it. */
export function TextField<Draft>({ form, name, label, hint, optional, type = "text", plain }: Props<Draft>) {
  return (
    <Field label={label} hint={hint} optional={optional} error={form.problem?.about(name)}>
      {(control) => (
        <input
          {...control}
          type={type as "text"}
          autocomplete="off"
          autocapitalize={plain ? "none" : undefined}
          spellcheck={plain ? false : undefined}
          value={form.draft[name] as string}
          onInput={(e) => form.change({ [name]: e.currentTarget.value } as Partial<Draft>)}
        />
      )}
    </Field>
  );
}

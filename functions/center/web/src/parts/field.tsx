import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

/** The attributes that tie a control to the label, hint and error of its Field. */
export interface ControlProps {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": "true" | undefined;
}

interface Props {
  label: string;
  hint?: ComponentChildren;
  error?: string;
  optional?: boolean;
  children: (control: ControlProps) => ComponentChildren;
}

/** A control with its label above it, and a hint or an error beneath it. */
export function Field({ label, hint, error, optional, children }: Props) {
  const id = useId();
  const note = `${id}-note`;
  return (
    <div class={error ? "field wrong" : "field"}>
      <label for={id}>
        {label}
        {optional && <span class="optional"> optional</span>}
      </label>
      {children({
        id,
        "aria-describedby": error || hint ? note : undefined,
        "aria-invalid": error ? "true" : undefined,
      })}
      {(error || hint) && (
        <p id={note} class={error ? "error" : "hint"}>
          {error || hint}
        </p>
      )}
    </div>
  );
}

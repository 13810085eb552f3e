import type { ComponentChildren } from "preact";
import { Confirm } from "../parts/confirm";

interface Props {
  active: boolean;
  /** The labels: "Activate" and "Deactivate". */
  on: string;
  off: string;
  /** The question before it is switched off. */
  question: string;
  set(active: boolean): void;
  /** What switching it off means. */
  children: ComponentChildren;
}

/** The button that puts a thing out of use, after asking, or back into use. */
export function StatusButton({ active, on, off, question, set, children }: Props) {
  if (!active) {
    return (
      <button type="button" onClick={() => set(true)}>
        {on}
      </button>
    );
  }
  return (
    <Confirm label={off} title={question} confirm={off} onConfirm={() => set(false)}>
      <p>{children}</p>
    </Confirm>
  );
}

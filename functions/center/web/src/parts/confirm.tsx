import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Dialog } from "./dialog";

interface Props {
  /** The label of the button that asks. */
  label: string;
  title: string;
  /** The label of the button that acts. */
  confirm: string;
  onConfirm(): void;
  children: ComponentChildren;
}

/** A button that asks before it acts. */
export function Confirm({ label, title, confirm, onConfirm, children }: Props) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setAsking(true)}>
        {label}
      </button>
      {asking && (
        <Dialog title={title} onClose={() => setAsking(false)}>
          {children}
          <div class="actions">
            <button type="button" class="main" onClick={() => (setAsking(false), onConfirm())}>
              {confirm}
            </button>
            <button type="button" onClick={() => setAsking(false)}>
              Cancel
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}

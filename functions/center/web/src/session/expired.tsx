import { useEffect, useRef, useState } from "preact/hooks";
import type { Session } from "./session";

/** Covers the page once the session has ended, so that what is on it stays in sight. */
export function Expired({ session }: { session: Session }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [problem, setProblem] = useState("");
  useEffect(() => dialog.current?.showModal(), []);

  return (
    <dialog ref={dialog} aria-labelledby="expired" onCancel={(event) => event.preventDefault()}>
      <div class="dialog-body">
        <h2 id="expired">Your session has ended</h2>
        <p>Sign in again to come back to this page, with your choices as they are.</p>
        {problem && (
          <p class="error" role="alert">
            {problem}
          </p>
        )}
        <div class="actions">
          <button
            type="button"
            class="main"
            onClick={() =>
              session.signIn().catch(() => setProblem("The sign-in page could not be reached. Try again."))
            }
          >
            Sign in again
          </button>
        </div>
      </div>
    </dialog>
  );
}

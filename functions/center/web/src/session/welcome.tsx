import { useState } from "preact/hooks";
import { Wordmark } from "../frame/wordmark";
import { Icon } from "../parts/icon";
import type { Session } from "./session";

/** What somebody sees before signing in. */
export function Welcome({ session }: { session: Session }) {
  const [problem, setProblem] = useState(session.problem);
  const [leaving, setLeaving] = useState(false);
  const deep = location.pathname !== "/";

  async function signIn() {
    setLeaving(true);
    try {
      await session.signIn();
    } catch {
      setLeaving(false);
      setProblem("The sign-in page could not be reached. Check your connection and try again.");
    }
  }

  return (
    <main class="welcome">
      <Wordmark />
      <h1>{deep ? "Sign in to continue" : "Your links, and what they bring."}</h1>
      <p class="lead">
        {deep
          ? "You will come straight back to the page you asked for."
          : "Create a tracking link in seconds, share it anywhere, and see every hit, lead and sale it brings."}
      </p>
      {problem && (
        <p class="failure" role="alert">
          <Icon name="alert" />
          <span>{problem}</span>
        </p>
      )}
      <button type="button" class="main large" disabled={leaving} onClick={() => void signIn()}>
        {leaving ? "Opening sign-in…" : "Sign in"}
      </button>
      <p class="small">No account yet? The company whose products you recommend invites you by e-mail.</p>
    </main>
  );
}

/** What somebody sees if not even the configuration can be read. */
export function Unavailable() {
  return (
    <main class="welcome">
      <Wordmark />
      <h1>The Partner Center can’t be reached</h1>
      <p class="lead">Your links keep working. Check your connection and try again in a moment.</p>
      <button type="button" class="main large" onClick={() => location.reload()}>
        Try again
      </button>
    </main>
  );
}

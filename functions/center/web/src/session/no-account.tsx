import type { Problem } from "../api/problem";
import { Failure } from "../parts/states";
import type { Session } from "./session";

interface Props {
  session: Session;
  problem: Problem;
  retry(): void;
}

/** What somebody sees after signing in without an active account, or if it can't be read. */
export function NoAccount({ session, problem, retry }: Props) {
  const refused = problem.status === 403 || problem.status === 404;
  return (
    <>
      <h1>{refused ? "This account is not active" : "Your account could not be read"}</h1>
      <Failure problem={problem} retry={retry} />
      <button type="button" class="quiet" onClick={() => void session.signOut()}>
        Sign out
      </button>
    </>
  );
}

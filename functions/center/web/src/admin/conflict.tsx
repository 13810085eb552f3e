import type { Problem } from "../api/problem";
import { Icon } from "../parts/icon";

interface Props {
  problem: Problem;
  /** Saves what is in the form over the other admin's change. */
  keepMine(): void;
  /** Puts what is stored now into the form. */
  takeTheirs(): void;
}

/** Shows what somebody else changed in the meantime, so that nothing is overwritten unseen. */
export function Conflict({ problem, keepMine, takeTheirs }: Props) {
  return (
    <div class="failure conflict" role="alert">
      <Icon name="alert" />
      <div>
        <p>{problem.message}</p>
        <ul>
          {problem.fields.map((field) => (
            <li key={field.field}>
              <b>{field.field}</b> {field.message}
            </li>
          ))}
        </ul>
        <div class="actions">
          <button type="button" onClick={takeTheirs}>
            Show theirs
          </button>
          <button type="button" onClick={keepMine}>
            Save mine anyway
          </button>
        </div>
      </div>
    </div>
  );
}

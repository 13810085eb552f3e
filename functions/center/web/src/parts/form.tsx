import type { ComponentChildren } from "preact";
import type { Problem } from "../api/problem";
import type { Sender } from "./sender";
import { Failure } from "./states";

interface Props {
  sender: Pick<Sender, "busy" | "problem" | "form">;
  /** The fields that show their own problems; any other problem is shown beneath them. */
  fieldNames: readonly string[];
  onSubmit(): void;
  /** The label of the submit button. */
  submit: ComponentChildren;
  /** Whether the submit button is the main one of the page. */
  main?: boolean;
  /** Buttons beside the submit button. */
  actions?: ComponentChildren;
  /** Whether the form takes the whole width of its card. */
  wide?: boolean;
  children: ComponentChildren;
}

/** A form: its fields, what is wrong with it as a whole, and its buttons. */
export function Form({ sender, fieldNames, onSubmit, submit, main = true, actions, wide, children }: Props) {
  const problem = general(sender.problem, fieldNames);
  return (
    <form
      ref={sender.form}
      class={wide ? "form" : "form stack"}
      onSubmit={(event) => (event.preventDefault(), onSubmit())}
      noValidate
    >
      {children}
      {problem && <Failure problem={problem} />}
      <div class="actions">
        <button type="submit" class={main ? "main" : ""} disabled={sender.busy}>
          {submit}
        </button>
        {actions}
      </div>
    </form>
  );
}

/** The problem, unless one of the fields shows it. */
function general(problem: Problem | undefined, fieldNames: readonly string[]): Problem | undefined {
  return problem && !fieldNames.some((name) => problem.about(name)) ? problem : undefined;
}

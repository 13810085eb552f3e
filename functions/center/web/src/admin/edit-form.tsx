import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Problem } from "../api/problem";
import { Failure } from "../parts/states";
import { changedFields, useSender } from "./change";
import { Conflict } from "./conflict";
import { general } from "./text-field";

interface Props<Thing, Draft> {
  thing: Thing;
  /** Tells the page what is stored now. */
  saved(thing: Thing): void;
  draftOf(thing: Thing): Draft;
  read(): Promise<Thing>;
  /** Stores the fields that were changed, if the thing still has that version. */
  patch(changes: Partial<Draft>, version: number): Promise<Thing>;
  /** The fields that show what is wrong with them. */
  fieldNames: readonly string[];
  children(
    draft: Draft,
    change: (changes: Partial<Draft>) => void,
    problem: Problem | undefined,
  ): ComponentChildren;
}

/** The form of a thing that others may be changing too: it sends what was changed, and on what that is based. */
export function EditForm<Thing extends { version: number }, Draft extends object>(
  props: Props<Thing, Draft>,
) {
  const { thing, saved, draftOf, read, patch, fieldNames, children } = props;
  const [base, setBase] = useState(thing);
  const [draft, setDraft] = useState(() => draftOf(thing));
  const sender = useSender();

  // What the page stored by other means, such as a status, goes under what is typed here.
  useEffect(() => {
    setDraft({ ...draftOf(thing), ...changedFields(draftOf(base), draft) });
    setBase(thing);
  }, [thing.version]);

  async function save(on: Thing) {
    const answer = await sender.send(() => patch(changedFields(draftOf(on), draft), on.version), "Saved");
    if (answer) show(answer);
  }

  function show(stored: Thing) {
    setBase(stored);
    setDraft(draftOf(stored));
    sender.forget();
    saved(stored);
  }

  const conflict = sender.problem?.status === 409 ? sender.problem : undefined;
  const shown = conflict ? undefined : general(sender.problem, fieldNames);
  return (
    <form
      ref={sender.form}
      class="stack"
      onSubmit={(event) => (event.preventDefault(), void save(base))}
      noValidate
    >
      {children(
        draft,
        (changes) => setDraft({ ...draft, ...changes }),
        conflict ? undefined : sender.problem,
      )}
      {conflict && (
        <Conflict
          problem={conflict}
          takeTheirs={() => void sender.send(read, "This is what is stored").then((now) => now && show(now))}
          keepMine={() => void sender.send(read, "Saving").then((now) => now && save(now))}
        />
      )}
      {shown && <Failure problem={shown} />}
      <div class="actions">
        <button type="submit" class="main" disabled={sender.busy}>
          Save
        </button>
      </div>
    </form>
  );
}

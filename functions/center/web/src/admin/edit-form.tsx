import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Editing } from "../parts/draft";
import { Form } from "../parts/form";
import { changedFields, useAdminSender } from "./change";
import { Conflict } from "./conflict";

interface Props<Draft, Thing> {
  thing: Thing;
  /** Tells the page what is stored now. */
  saved(thing: Thing): void;
  draftOf(thing: Thing): Draft;
  read(): Promise<Thing>;
  /** Stores the fields that changed, provided that the thing still has that version. */
  patch(changes: Partial<Draft>, version: number): Promise<Thing>;
  /** The fields that show their own problems. */
  fieldNames: readonly string[];
  children(form: Editing<Draft>): ComponentChildren;
}

/**
 * The form of a thing that somebody else may be editing too. It sends only what was changed, and
 * says which version that is based on.
 */
export function EditForm<Draft extends object, Thing extends { version: number }>(
  props: Props<Draft, Thing>,
) {
  const { thing, saved, draftOf, read, patch, fieldNames, children } = props;
  const [base, setBase] = useState(thing);
  const [draft, setDraft] = useState(() => draftOf(thing));
  const sender = useAdminSender();

  // When the page stores something by other means, such as a status, what is typed here stays.
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
  const problem = conflict ? undefined : sender.problem;
  return (
    <Form
      sender={{ ...sender, problem }}
      fieldNames={fieldNames}
      onSubmit={() => void save(base)}
      submit="Save"
    >
      {children({ draft, change: (changes) => setDraft({ ...draft, ...changes }), problem })}
      {conflict && (
        <Conflict
          problem={conflict}
          takeTheirs={() =>
            void sender.send(read, "Now showing the stored version").then((now) => now && show(now))
          }
          keepMine={() => void sender.send(read, "Saving").then((now) => now && save(now))}
        />
      )}
    </Form>
  );
}

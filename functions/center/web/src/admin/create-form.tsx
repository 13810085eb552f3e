import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Dialog } from "../parts/dialog";
import type { Editing } from "../parts/draft";
import { Form } from "../parts/form";
import { useAdminSender } from "./change";

interface Props<Draft, Thing> {
  title: string;
  /** The label of the submit button, if not the title. */
  submit?: string;
  start: Draft;
  /** The fields that show their own problems. */
  fieldNames: readonly string[];
  /** The field whose value must not exist yet. */
  takenField?: string;
  post(draft: Draft): Promise<Thing>;
  created(thing: Thing): void;
  /** What is announced. */
  done(draft: Draft): string;
  onClose(): void;
  children(form: Editing<Draft>): ComponentChildren;
}

/** A dialog that creates a thing. It stays open, with what was typed, until that succeeds. */
export function CreateForm<Draft extends object, Thing>(props: Props<Draft, Thing>) {
  const {
    title,
    submit = title,
    start,
    fieldNames,
    takenField,
    post,
    created,
    done,
    onClose,
    children,
  } = props;
  const [draft, setDraft] = useState(start);
  const sender = useAdminSender(takenField);

  async function create() {
    const thing = await sender.send(() => post(draft), done(draft));
    if (thing) created(thing);
  }

  return (
    <Dialog title={title} onClose={onClose}>
      <Form
        sender={sender}
        fieldNames={fieldNames}
        onSubmit={() => void create()}
        submit={submit}
        actions={
          <button type="button" onClick={onClose}>
            Cancel
          </button>
        }
      >
        {children({
          draft,
          change: (changes) => setDraft({ ...draft, ...changes }),
          problem: sender.problem,
        })}
      </Form>
    </Dialog>
  );
}

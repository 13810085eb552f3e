import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Dialog } from "../parts/dialog";
import { Form } from "../parts/form";
import { TextField } from "../parts/text-field";
import { useAdminSender } from "./change";

interface Props<Found> {
  /** The label of the button, and the title of what it opens: "Erase this partner". */
  label: string;
  /** What has to be typed before anything is erased, and what that is. */
  word: string;
  wordLabel: string;
  /** Erases, or with dryRun says what would be erased. */
  ask(dryRun: boolean, reason: string): Promise<Found>;
  /** What is erased, line by line. */
  lines(found: Found): string[];
  /** What is announced afterwards. */
  done: string;
  erased(): void;
  /** What it means. */
  children: ComponentChildren;
}

/** A button that says what would be erased, and erases it once the word has been typed. */
export function Erase<Found>(props: Props<Found>) {
  const [found, setFound] = useState<Found>();
  const looking = useAdminSender();
  const { label, ask } = props;

  async function look() {
    const answer = await looking.send(() => ask(true, ""));
    if (answer !== undefined) setFound(answer);
  }

  return (
    <>
      <Form sender={looking} fieldNames={[]} main={false} submit={`${label}…`} onSubmit={() => void look()}>
        {props.children}
      </Form>
      {found !== undefined && <EraseDialog {...props} found={found} close={() => setFound(undefined)} />}
    </>
  );
}

function EraseDialog<Found>(props: Props<Found> & { found: Found; close(): void }) {
  const { label, word, wordLabel, ask, lines, found, done, erased, close } = props;
  const [draft, setDraft] = useState({ word: "", reason: "" });
  const sender = useAdminSender();
  const form = {
    draft,
    change: (changes: Partial<typeof draft>) => setDraft({ ...draft, ...changes }),
    problem: sender.problem,
  };

  async function erase() {
    const answer = await sender.send(() => ask(false, draft.reason), done);
    if (answer === undefined) return;
    close();
    erased();
  }

  return (
    <Dialog title={label} onClose={close}>
      <p>This is for good: nobody can undo it. What goes:</p>
      <ul>
        {lines(found).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <Form
        sender={{ ...sender, busy: sender.busy || draft.word.trim() !== word }}
        fieldNames={["reason"]}
        submit="Erase for good"
        onSubmit={() => void erase()}
        actions={
          <button type="button" onClick={close}>
            Cancel
          </button>
        }
      >
        <TextField
          form={form}
          name="word"
          label={wordLabel}
          plain
          hint={
            <>
              Type <span class="code">{word}</span> to go on.
            </>
          }
        />
        <TextField
          form={form}
          name="reason"
          label="Reason"
          optional
          hint="Kept in the history. Name nobody."
        />
      </Form>
    </Dialog>
  );
}

/** "3 ads"; nothing for none. */
export function some(n: number, one: string, many: string): string[] {
  return n > 0 ? [`${n} ${n === 1 ? one : many}`] : [];
}

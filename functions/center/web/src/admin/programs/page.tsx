import { useState } from "preact/hooks";
import { api, ask } from "../../api/client";
import { Page } from "../../frame/page";
import { Dialog } from "../../parts/dialog";
import { Icon } from "../../parts/icon";
import { List } from "../../parts/list";
import { Failure } from "../../parts/states";
import { navigate } from "../../router";
import { useSender } from "../change";
import { usePrograms } from "../lists";
import { SearchField, useSearch } from "../search";
import { general, TextField } from "../text-field";

/** All programs. */
export function ProgramsPage() {
  const [creating, setCreating] = useState(false);
  const q = useSearch();
  const programs = usePrograms({ q });
  return (
    <Page
      title="Programs"
      lead="A program opens its websites to its partners."
      actions={
        <button type="button" class="main" onClick={() => setCreating(true)}>
          <Icon name="plus" />
          Create program
        </button>
      }
    >
      <section class="card" aria-label="Programs">
        <SearchField label="Find a program" />
        <List
          pages={programs}
          what="programs"
          empty={{
            title: q ? `No program begins with “${q}”` : "No programs yet",
            advice: !q && <p>Create one, then put websites and partners into it.</p>,
          }}
          keyOf={(program) => program.code}
          row={(program) => (
            <a class="row link-row" href={`/admin/programs/${program.code}`}>
              <span class="row-title">
                {program.name} <span class="code">{program.code}</span>
              </span>
            </a>
          )}
        />
      </section>
      {creating && <CreateProgram onClose={() => setCreating(false)} />}
    </Page>
  );
}

function CreateProgram({ onClose }: { onClose(): void }) {
  const [draft, setDraft] = useState({ code: "", name: "" });
  const sender = useSender("code");
  const shown = general(sender.problem, ["code", "name"]);

  async function submit(event: Event) {
    event.preventDefault();
    const made = await sender.send(
      () => ask(api.POST("/api/admin/programs", { body: draft })),
      `${draft.name} was created`,
    );
    if (made) navigate(`/admin/programs/${made.code}`);
  }

  return (
    <Dialog title="Create program" onClose={onClose}>
      <form ref={sender.form} onSubmit={(event) => void submit(event)} noValidate>
        <TextField
          label="Code"
          name="code"
          plain
          value={draft.code}
          onChange={(code) => setDraft({ ...draft, code })}
          problem={sender.problem}
          hint="It never changes."
        />
        <TextField
          label="Name"
          name="name"
          value={draft.name}
          onChange={(name) => setDraft({ ...draft, name })}
          problem={sender.problem}
        />
        {shown && <Failure problem={shown} />}
        <div class="actions">
          <button type="submit" class="main" disabled={sender.busy}>
            Create program
          </button>
          <button type="button" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}

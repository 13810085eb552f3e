import { api, ask } from "../../api/client";
import { TextField } from "../../parts/text-field";
import { navigate } from "../../router";
import { CreateForm } from "../create-form";
import { LinkRow } from "../link-row";
import { ListPage } from "../list-page";
import { usePrograms } from "../lists";
import { useSearch } from "../search";

/** All programs. */
export function ProgramsPage() {
  const q = useSearch();
  const programs = usePrograms({ q });
  return (
    <ListPage
      title="Programs"
      lead="A program opens its websites to its partners."
      one="program"
      many="programs"
      pages={programs}
      searchable
      empty={
        q
          ? { title: `No program begins with “${q}”` }
          : { title: "No programs yet", advice: <p>Create one, then add websites and partners to it.</p> }
      }
      keyOf={(program) => program.code}
      row={({ code, name }) => <LinkRow href={`/admin/programs/${code}`} title={name} code={code} />}
      create={(close) => <CreateProgram onClose={close} />}
    />
  );
}

function CreateProgram({ onClose }: { onClose(): void }) {
  return (
    <CreateForm
      title="Create program"
      start={{ code: "", name: "" }}
      fieldNames={["code", "name"]}
      takenField="code"
      post={(draft) => ask(api.POST("/api/admin/programs", { body: draft }))}
      done={({ name }) => `${name} was created`}
      created={({ code }) => navigate(`/admin/programs/${code}`)}
      onClose={onClose}
    >
      {(form) => (
        <>
          <TextField form={form} name="code" label="Code" plain hint="It never changes." />
          <TextField form={form} name="name" label="Name" />
        </>
      )}
    </CreateForm>
  );
}

import { useState } from "preact/hooks";
import { api, ask } from "../../api/client";
import type { Pages } from "../../api/pages";
import { useResource } from "../../api/resource";
import { Page, Section } from "../../frame/page";
import { List } from "../../parts/list";
import { Failure, Loading } from "../../parts/states";
import { ifMatch, useSender } from "../change";
import { Conflict } from "../conflict";
import { History } from "../history";
import { usePartners, useWebsites } from "../lists";
import type { Program } from "../rows";
import { Status } from "../status";
import { general, TextField } from "../text-field";

function readProgram(code: string): Promise<Program> {
  return ask(api.GET("/api/admin/programs/{code}", { params: { path: { code } } }));
}

/** One program: its name, who and what is in it, and its history. */
export function ProgramPage({ code }: { code: string }) {
  const program = useResource(`admin:program:${code}`, () => readProgram(code));
  const websites = useWebsites({ program: code });
  const partners = usePartners({ program: code });
  if (!program.data) return program.problem ? <Failure problem={program.problem} retry={program.reload} /> : <Loading what="the program" />;
  return (
    <Page title={program.data.name} lead={<span class="code">{code}</span>}>
      <Rename program={program.data} saved={program.set} />
      <div class="columns">
        <Members area="websites" title="Websites" lead="Open to the partners of this program." members={websites} />
        <Members area="partners" title="Partners" lead="May promote the websites of this program." members={partners} />
      </div>
      <History entity="program" code={code} />
    </Page>
  );
}

function Rename({ program, saved }: { program: Program; saved(program: Program): void }) {
  const [base, setBase] = useState(program);
  const [name, setName] = useState(program.name);
  const sender = useSender();

  async function save(on: Program) {
    const params = { path: { code: program.code }, header: ifMatch(on.version) };
    settle(await sender.send(() => ask(api.PATCH("/api/admin/programs/{code}", { params, body: { name } })), "Saved"));
  }

  function settle(answer: Program | undefined) {
    if (!answer) return;
    saved(answer);
    setBase(answer);
    setName(answer.name);
  }

  const conflict = sender.problem?.status === 409 ? sender.problem : undefined;
  const shown = general(sender.problem, ["name"]);
  return (
    <Section id="details" title="Details">
      <form ref={sender.form} class="stack" onSubmit={(event) => (event.preventDefault(), void save(base))} noValidate>
        <TextField label="Name" name="name" value={name} onChange={setName} problem={conflict ? undefined : sender.problem} />
        {conflict && (
          <Conflict
            problem={conflict}
            takeTheirs={() => void readProgram(program.code).then(settle).then(sender.forget)}
            keepMine={() => void readProgram(program.code).then((now) => (setBase(now), save(now)))}
          />
        )}
        {shown && !conflict && <Failure problem={shown} />}
        <div class="actions">
          <button type="submit" class="main" disabled={sender.busy}>
            Save
          </button>
        </div>
      </form>
    </Section>
  );
}

interface MembersProps {
  area: "websites" | "partners";
  title: string;
  lead: string;
  members: Pages<{ code: string; name: string; status: string }>;
}

function Members({ area, title, lead, members }: MembersProps) {
  return (
    <Section id={area} title={title} lead={lead}>
      <List
        pages={members}
        what={area}
        empty={{ title: `No ${area} in it yet`, advice: <p>Open one of the {area} and add this program there.</p> }}
        keyOf={(member) => member.code}
        row={(member) => (
          <a class="row link-row" href={`/admin/${area}/${member.code}`}>
            <span class="row-title">
              {member.name} <span class="code">{member.code}</span>
            </span>
            {member.status !== "active" && <Status of={member.status} />}
          </a>
        )}
      />
    </Section>
  );
}

import { api, ask } from "../../api/client";
import type { Pages } from "../../api/pages";
import { useResource } from "../../api/resource";
import { Page, Section } from "../../frame/page";
import { List } from "../../parts/list";
import { Failure, Loading } from "../../parts/states";
import { ifMatch } from "../change";
import { EditForm } from "../edit-form";
import { History } from "../history";
import { usePartners, useWebsites } from "../lists";
import type { Program } from "../rows";
import { Status } from "../../parts/status";
import { TextField } from "../text-field";

function readProgram(code: string): Promise<Program> {
  return ask(api.GET("/api/admin/programs/{code}", { params: { path: { code } } }));
}

/** One program: its name, who and what is in it, and its history. */
export function ProgramPage({ code }: { code: string }) {
  const program = useResource(`admin:program:${code}`, () => readProgram(code));
  const websites = useWebsites({ program: code });
  const partners = usePartners({ program: code });
  if (!program.data)
    return program.problem ? (
      <Failure problem={program.problem} retry={program.reload} />
    ) : (
      <Loading what="the program" />
    );
  return (
    <Page title={program.data.name} lead={<span class="code">{code}</span>}>
      <Rename program={program.data} saved={program.set} />
      <div class="columns">
        <Members
          area="websites"
          title="Websites"
          lead="Open to the partners of this program."
          members={websites}
        />
        <Members
          area="partners"
          title="Partners"
          lead="May promote the websites of this program."
          members={partners}
        />
      </div>
      <History entity="program" code={code} />
    </Page>
  );
}

function Rename({ program, saved }: { program: Program; saved(program: Program): void }) {
  const path = { code: program.code };
  return (
    <Section id="details" title="Details">
      <EditForm
        thing={program}
        saved={saved}
        draftOf={({ name }) => ({ name })}
        read={() => readProgram(program.code)}
        patch={(body, version) =>
          ask(api.PATCH("/api/admin/programs/{code}", { params: { path, header: ifMatch(version) }, body }))
        }
        fieldNames={["name"]}
      >
        {({ name }, change, problem) => (
          <TextField
            label="Name"
            name="name"
            value={name}
            onChange={(name) => change({ name })}
            problem={problem}
          />
        )}
      </EditForm>
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
        empty={{
          title: `No ${area} in it yet`,
          advice: <p>Open one of the {area} and add this program there.</p>,
        }}
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

import { api, ask } from "../../api/client";
import type { Pages } from "../../api/pages";
import { useResource } from "../../api/resource";
import { Section } from "../../frame/page";
import { List } from "../../parts/list";
import { Loaded } from "../../parts/loaded";
import { Status } from "../../parts/status";
import { TextField } from "../../parts/text-field";
import { ifMatch } from "../change";
import { EditForm } from "../edit-form";
import { LinkRow } from "../link-row";
import { usePartners, useWebsites } from "../lists";
import type { Program } from "../rows";
import { ThingPage } from "../thing-page";

function readProgram(code: string): Promise<Program> {
  return ask(api.GET("/api/admin/programs/{code}", { params: { path: { code } } }));
}

/** One program: its name, its websites and partners, and its history. */
export function ProgramPage({ code }: { code: string }) {
  const program = useResource(`admin:program:${code}`, () => readProgram(code));
  const websites = useWebsites({ program: code });
  const partners = usePartners({ program: code });
  return (
    <Loaded of={program} what="the program">
      {(data) => (
        <ThingPage
          title={data.name}
          lead={<span class="code">{code}</span>}
          details={<Rename program={data} saved={program.set} />}
          entity="program"
          code={code}
        >
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
        </ThingPage>
      )}
    </Loaded>
  );
}

function Rename({ program, saved }: { program: Program; saved(program: Program): void }) {
  const path = { code: program.code };
  return (
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
      {(form) => <TextField form={form} name="name" label="Name" />}
    </EditForm>
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
          title: `No ${area} yet`,
          advice: <p>Open one of the {area} and add this program to it.</p>,
        }}
        keyOf={(member) => member.code}
        row={(member) => (
          <LinkRow href={`/admin/${area}/${member.code}`} title={member.name} code={member.code}>
            {member.status !== "active" && <Status of={member.status} />}
          </LinkRow>
        )}
      />
    </Section>
  );
}

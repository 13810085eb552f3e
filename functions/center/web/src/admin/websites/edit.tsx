import { api, ask } from "../../api/client";
import { useResource } from "../../api/resource";
import { Page, Section } from "../../frame/page";
import { Confirm } from "../../parts/confirm";
import { Loaded } from "../../parts/loaded";
import { Failure } from "../../parts/states";
import { Status } from "../../parts/status";
import { ifMatch, useAdminSender } from "../change";
import { EditForm } from "../edit-form";
import { History } from "../history";
import type { Website } from "../rows";
import { CheckTool } from "./check";
import { draftOf, WebsiteFields, websiteFieldNames } from "./fields";

function readWebsite(code: string): Promise<Website> {
  return ask(api.GET("/api/admin/websites/{code}", { params: { path: { code } } }));
}

/** One website: its details, what its links do, and its history. */
export function WebsitePage({ code }: { code: string }) {
  const website = useResource(`admin:website:${code}`, () => readWebsite(code));
  return (
    <Loaded of={website} what="the website">
      {(data) => <EditWebsite website={data} saved={website.set} />}
    </Loaded>
  );
}

function EditWebsite({ website, saved }: { website: Website; saved(website: Website): void }) {
  const sender = useAdminSender();
  const path = { code: website.code };

  async function setStatus(status: Website["status"]) {
    const done = status === "active" ? `${website.name} is in use again` : `${website.name} is archived`;
    const request = () =>
      ask(api.PATCH("/api/admin/websites/{code}", { params: { path }, body: { status } }));
    const answer = await sender.send(request, done);
    if (answer) saved(answer);
  }

  return (
    <Page
      title={website.name}
      lead={
        <>
          <span class="code">{website.code}</span> <Status of={website.status} />
        </>
      }
      actions={<StatusButton website={website} set={(status) => void setStatus(status)} />}
    >
      {sender.problem && <Failure problem={sender.problem} />}
      <Section
        id="details"
        title="Details"
        actions={
          <a class="more-link" href={`/admin/stats?website=${website.code}`}>
            Stats
          </a>
        }
      >
        <EditForm
          thing={website}
          saved={saved}
          draftOf={draftOf}
          read={() => readWebsite(website.code)}
          patch={(body, version) =>
            ask(api.PATCH("/api/admin/websites/{code}", { params: { path, header: ifMatch(version) }, body }))
          }
          fieldNames={websiteFieldNames}
        >
          {(form) => <WebsiteFields {...form} />}
        </EditForm>
      </Section>
      <CheckTool website={website.code} />
      <History entity="website" code={website.code} />
    </Page>
  );
}

function StatusButton({ website, set }: { website: Website; set(status: Website["status"]): void }) {
  if (website.status !== "active") {
    return (
      <button type="button" onClick={() => set("active")}>
        Use again
      </button>
    );
  }
  return (
    <Confirm
      label="Archive"
      title={`Archive ${website.name}?`}
      confirm="Archive"
      onConfirm={() => set("archived")}
    >
      <p>
        Within a minute, its links will lead to{" "}
        {website.fallbackUrl ? "the fallback URL" : "a page that says it is gone"}. You can undo this.
      </p>
    </Confirm>
  );
}

import { api, ask } from "../../api/client";
import { useResource } from "../../api/resource";
import { Loaded } from "../../parts/loaded";
import { Status } from "../../parts/status";
import { ifMatch, useAdminSender } from "../change";
import { EditForm } from "../edit-form";
import type { Website } from "../rows";
import { StatusButton } from "../status-button";
import { ThingPage } from "../thing-page";
import { CheckTool } from "./check";
import { VisitsTool } from "./visits";
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

interface Props {
  website: Website;
  saved(website: Website): void;
}

function EditWebsite({ website, saved }: Props) {
  const sender = useAdminSender();
  const { code, name, status, fallbackUrl } = website;

  async function setActive(active: boolean) {
    const body = { status: active ? ("active" as const) : ("archived" as const) };
    const request = () => ask(api.PATCH("/api/admin/websites/{code}", { params: { path: { code } }, body }));
    const answer = await sender.send(request, active ? `${name} is in use again` : `${name} is archived`);
    if (answer) saved(answer);
  }

  return (
    <ThingPage
      title={name}
      lead={
        <>
          <span class="code">{code}</span> <Status of={status} />
        </>
      }
      action={
        <StatusButton
          active={status === "active"}
          on="Use again"
          off="Archive"
          question={`Archive ${name}?`}
          set={(active) => void setActive(active)}
        >
          Within a minute, its links will lead to{" "}
          {fallbackUrl ? "the fallback URL" : "a page that says it is gone"}. You can undo this.
        </StatusButton>
      }
      problem={sender.problem}
      stats={`/admin/stats?website=${code}`}
      details={<WebsiteDetails website={website} saved={saved} />}
      entity="website"
      code={code}
    >
      <CheckTool website={code} />
      <VisitsTool website={code} />
    </ThingPage>
  );
}

function WebsiteDetails({ website, saved }: Props) {
  const { code } = website;
  return (
    <EditForm
      thing={website}
      saved={saved}
      draftOf={draftOf}
      read={() => readWebsite(code)}
      patch={(body, version) =>
        ask(
          api.PATCH("/api/admin/websites/{code}", {
            params: { path: { code }, header: ifMatch(version) },
            body,
          }),
        )
      }
      fieldNames={websiteFieldNames}
    >
      {(form) => <WebsiteFields {...form} />}
    </EditForm>
  );
}

import { api, ask } from "../../api/client";
import { Address } from "../../parts/address";
import { Status } from "../../parts/status";
import { TextField } from "../../parts/text-field";
import { navigate } from "../../router";
import { CreateForm } from "../create-form";
import { LinkRow } from "../link-row";
import { ListPage } from "../list-page";
import { useWebsites } from "../lists";
import type { Website } from "../rows";
import { useSearch } from "../search";
import { CheckTool } from "./check";
import { emptyWebsite, newWebsiteOf, WebsiteFields, websiteFieldNames } from "./fields";

/** All websites, and a tool that checks what a link does. */
export function WebsitesPage() {
  const q = useSearch();
  const websites = useWebsites({ q });
  return (
    <ListPage
      title="Websites"
      lead="Where tracking links lead."
      one="website"
      many="websites"
      pages={websites}
      searchable
      empty={
        q
          ? { title: `No website begins with “${q}”` }
          : {
              title: "No websites yet",
              advice: <p>Create one, and add it to a program to open it to partners.</p>,
            }
      }
      keyOf={(website) => website.code}
      row={(website) => <WebsiteRow website={website} />}
      create={(close) => <CreateWebsite onClose={close} />}
    >
      <CheckTool />
    </ListPage>
  );
}

function WebsiteRow({ website }: { website: Website }) {
  return (
    <LinkRow
      href={`/admin/websites/${website.code}`}
      title={website.name}
      code={website.code}
      note={
        <span class="url">
          <Address url={website.url} /> · {(website.programs ?? []).join(", ") || "in no program"}
        </span>
      }
    >
      <Status of={website.status} />
    </LinkRow>
  );
}

function CreateWebsite({ onClose }: { onClose(): void }) {
  return (
    <CreateForm
      title="Create website"
      start={{ code: "", ...emptyWebsite }}
      fieldNames={["code", ...websiteFieldNames]}
      takenField="code"
      post={(draft) => ask(api.POST("/api/admin/websites", { body: newWebsiteOf(draft) }))}
      done={({ name }) => `${name} was created`}
      created={({ code }) => navigate(`/admin/websites/${code}`)}
      onClose={onClose}
    >
      {(form) => (
        <>
          <TextField
            form={form}
            name="code"
            label="Code"
            plain
            hint="Part of every link to this website. It never changes."
          />
          <WebsiteFields {...form} />
        </>
      )}
    </CreateForm>
  );
}

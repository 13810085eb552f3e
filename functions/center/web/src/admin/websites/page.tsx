import { useState } from "preact/hooks";
import { api, ask } from "../../api/client";
import { Page } from "../../frame/page";
import { Address } from "../../parts/address";
import { Dialog } from "../../parts/dialog";
import { Icon } from "../../parts/icon";
import { List } from "../../parts/list";
import { Failure } from "../../parts/states";
import { navigate } from "../../router";
import { useSender } from "../change";
import { useWebsites } from "../lists";
import { SearchField, useSearch } from "../search";
import { Status } from "../../parts/status";
import { general, TextField } from "../text-field";
import { CheckTool } from "./check";
import { emptyWebsite, newWebsiteOf, WebsiteFields, websiteFieldNames } from "./fields";

/** All websites: search, create one, and check what a link does. */
export function WebsitesPage() {
  const [creating, setCreating] = useState(false);
  const q = useSearch();
  const websites = useWebsites({ q });
  return (
    <Page
      title="Websites"
      lead="Where tracking links lead."
      actions={
        <button type="button" class="main" onClick={() => setCreating(true)}>
          <Icon name="plus" />
          Create website
        </button>
      }
    >
      <section class="card" aria-label="Websites">
        <SearchField label="Find a website" />
        <List
          pages={websites}
          what="websites"
          empty={{
            title: q ? `No website begins with “${q}”` : "No websites yet",
            advice: !q && <p>Create one, and put it into a program to open it to partners.</p>,
          }}
          keyOf={(website) => website.code}
          row={(website) => (
            <a class="row link-row" href={`/admin/websites/${website.code}`}>
              <span class="row-text">
                <span class="row-title">
                  {website.name} <span class="code">{website.code}</span>
                </span>
                <span class="small url">
                  <Address url={website.url} /> · {(website.programs ?? []).join(", ") || "in no program"}
                </span>
              </span>
              <Status of={website.status} />
            </a>
          )}
        />
      </section>
      <CheckTool />
      {creating && <CreateWebsite onClose={() => setCreating(false)} />}
    </Page>
  );
}

function CreateWebsite({ onClose }: { onClose(): void }) {
  const [draft, setDraft] = useState({ code: "", ...emptyWebsite });
  const sender = useSender("code");
  const shown = general(sender.problem, ["code", ...websiteFieldNames]);

  async function submit(event: Event) {
    event.preventDefault();
    const body = newWebsiteOf(draft);
    const made = await sender.send(
      () => ask(api.POST("/api/admin/websites", { body })),
      `${draft.name} was created`,
    );
    if (made) navigate(`/admin/websites/${made.code}`);
  }

  return (
    <Dialog title="Create website" onClose={onClose}>
      <form ref={sender.form} onSubmit={(event) => void submit(event)} noValidate>
        <TextField
          label="Code"
          name="code"
          plain
          value={draft.code}
          onChange={(code) => setDraft({ ...draft, code })}
          problem={sender.problem}
          hint="Stands in every link to this website. It never changes."
        />
        <WebsiteFields
          draft={draft}
          change={(changes) => setDraft({ ...draft, ...changes })}
          problem={sender.problem}
        />
        {shown && <Failure problem={shown} />}
        <div class="actions">
          <button type="submit" class="main" disabled={sender.busy}>
            Create website
          </button>
          <button type="button" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}

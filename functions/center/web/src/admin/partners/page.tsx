import { useState } from "preact/hooks";
import { api, ask } from "../../api/client";
import { Page } from "../../frame/page";
import { Dialog } from "../../parts/dialog";
import { Icon } from "../../parts/icon";
import { List } from "../../parts/list";
import { Failure } from "../../parts/states";
import { navigate } from "../../router";
import { useSender } from "../change";
import { usePartners } from "../lists";
import { SearchField, useSearch } from "../search";
import { Status } from "../../parts/status";
import { general, TextField } from "../text-field";
import { emptyPartner, newPartnerOf, PartnerFields, partnerFieldNames } from "./fields";

/** All partners: search, and create one. */
export function PartnersPage() {
  const [creating, setCreating] = useState(false);
  const q = useSearch();
  const partners = usePartners({ q });
  return (
    <Page
      title="Partners"
      lead="Everybody who sends visitors."
      actions={
        <button type="button" class="main" onClick={() => setCreating(true)}>
          <Icon name="plus" />
          Create partner
        </button>
      }
    >
      <section class="card" aria-label="Partners">
        <SearchField label="Find a partner" />
        <List
          pages={partners}
          what="partners"
          empty={
            q
              ? { title: `Nobody whose code or name begins with “${q}”` }
              : {
                  title: "No partners yet",
                  advice: <p>Create the first one, or import a file with all of them.</p>,
                }
          }
          keyOf={(partner) => partner.code}
          row={(partner) => (
            <a class="row link-row" href={`/admin/partners/${partner.code}`}>
              <span class="row-text">
                <span class="row-title">
                  {partner.name} <span class="code">{partner.code}</span>
                </span>
                <span class="small">
                  {(partner.programs ?? []).join(", ") || "in no program"}
                  {partner.parent && ` · child of ${partner.parent}`}
                </span>
              </span>
              <Status of={partner.status} />
            </a>
          )}
        />
      </section>
      {creating && <CreatePartner onClose={() => setCreating(false)} />}
    </Page>
  );
}

function CreatePartner({ onClose }: { onClose(): void }) {
  const [draft, setDraft] = useState({ code: "", ...emptyPartner });
  const sender = useSender("code");
  const shown = general(sender.problem, ["code", ...partnerFieldNames]);

  async function submit(event: Event) {
    event.preventDefault();
    const body = newPartnerOf(draft);
    const made = await sender.send(
      () => ask(api.POST("/api/admin/partners", { body })),
      `${draft.name} was created`,
    );
    if (made) navigate(`/admin/partners/${made.code}`);
  }

  return (
    <Dialog title="Create partner" onClose={onClose}>
      <form ref={sender.form} onSubmit={(event) => void submit(event)} noValidate>
        <TextField
          label="Code"
          name="code"
          plain
          value={draft.code}
          onChange={(code) => setDraft({ ...draft, code })}
          problem={sender.problem}
          hint="Stands in the partner’s links and is the name to sign in with. It never changes."
        />
        <PartnerFields
          draft={draft}
          change={(changes) => setDraft({ ...draft, ...changes })}
          problem={sender.problem}
        />
        {shown && <Failure problem={shown} />}
        <div class="actions">
          <button type="submit" class="main" disabled={sender.busy}>
            Create and invite
          </button>
          <button type="button" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}

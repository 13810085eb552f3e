import { api, ask } from "../../api/client";
import { Status } from "../../parts/status";
import { TextField } from "../../parts/text-field";
import { navigate } from "../../router";
import { CreateForm } from "../create-form";
import { LinkRow } from "../link-row";
import { ListPage } from "../list-page";
import { usePartners } from "../lists";
import type { Partner } from "../rows";
import { useSearch } from "../search";
import { emptyPartner, newPartnerOf, PartnerFields, partnerFieldNames } from "./fields";

/** All partners. */
export function PartnersPage() {
  const q = useSearch();
  const partners = usePartners({ q });
  return (
    <ListPage
      title="Partners"
      lead="Everybody who sends visitors."
      one="partner"
      many="partners"
      pages={partners}
      searchable
      empty={
        q
          ? { title: `No partner’s code or name begins with “${q}”` }
          : { title: "No partners yet", advice: <p>Create the first one, or import a file of them.</p> }
      }
      keyOf={(partner) => partner.code}
      row={(partner) => <PartnerRow partner={partner} />}
      create={(close) => <CreatePartner onClose={close} />}
    />
  );
}

function PartnerRow({ partner }: { partner: Partner }) {
  const programs = (partner.programs ?? []).join(", ") || "in no program";
  return (
    <LinkRow
      href={`/admin/partners/${partner.code}`}
      title={partner.name}
      code={partner.code}
      note={partner.parent ? `${programs} · child of ${partner.parent}` : programs}
    >
      <Status of={partner.status} />
    </LinkRow>
  );
}

function CreatePartner({ onClose }: { onClose(): void }) {
  return (
    <CreateForm
      title="Create partner"
      submit="Create and invite"
      start={{ code: "", ...emptyPartner }}
      fieldNames={["code", ...partnerFieldNames]}
      takenField="code"
      post={(draft) => ask(api.POST("/api/admin/partners", { body: newPartnerOf(draft) }))}
      done={({ name }) => `${name} was created`}
      created={({ code }) => navigate(`/admin/partners/${code}`)}
      onClose={onClose}
    >
      {(form) => (
        <>
          <TextField
            form={form}
            name="code"
            label="Code"
            plain
            hint="Part of the partner’s links, and the name they sign in with. It never changes."
          />
          <PartnerFields {...form} />
        </>
      )}
    </CreateForm>
  );
}

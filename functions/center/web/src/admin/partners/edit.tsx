import { api, ask } from "../../api/client";
import { useResource } from "../../api/resource";
import { moment } from "../../format";
import { Page, Section } from "../../frame/page";
import { Confirm } from "../../parts/confirm";
import { Loaded } from "../../parts/loaded";
import { Failure } from "../../parts/states";
import { Status } from "../../parts/status";
import { ifMatch, useAdminSender } from "../change";
import { EditForm } from "../edit-form";
import { History } from "../history";
import type { Partner } from "../rows";
import { daysOf, draftOf, PartnerFields, partnerFieldNames, type PartnerDraft } from "./fields";

function readPartner(code: string): Promise<Partner> {
  return ask(api.GET("/api/admin/partners/{code}", { params: { path: { code } } }));
}

/** One partner: details and history. */
export function PartnerPage({ code }: { code: string }) {
  const partner = useResource(`admin:partner:${code}`, () => readPartner(code));
  return (
    <Loaded of={partner} what="the partner">
      {(data) => <EditPartner partner={data} saved={partner.set} />}
    </Loaded>
  );
}

function EditPartner({ partner, saved }: { partner: Partner; saved(partner: Partner): void }) {
  const sender = useAdminSender();
  const path = { code: partner.code };

  async function setStatus(status: Partner["status"]) {
    const done =
      status === "active" ? `${partner.name} is active again` : `${partner.name} is no longer active`;
    const request = () =>
      ask(api.PATCH("/api/admin/partners/{code}", { params: { path }, body: { status } }));
    const answer = await sender.send(request, done);
    if (answer) saved(answer);
  }

  function patch({ attributionDays, ...rest }: Partial<PartnerDraft>, version: number) {
    const body = {
      ...rest,
      ...(attributionDays !== undefined && { attributionDays: daysOf(attributionDays) }),
    };
    return ask(api.PATCH("/api/admin/partners/{code}", { params: { path, header: ifMatch(version) }, body }));
  }

  return (
    <Page
      title={partner.name}
      lead={
        <>
          <span class="code">{partner.code}</span> <Status of={partner.status} /> joined{" "}
          {moment(partner.joined)}
        </>
      }
      actions={<StatusButton partner={partner} set={(status) => void setStatus(status)} />}
    >
      {sender.problem && <Failure problem={sender.problem} />}
      <Section
        id="details"
        title="Details"
        actions={
          <a class="more-link" href={`/admin/stats?partner=${partner.code}`}>
            Stats
          </a>
        }
      >
        <EditForm
          thing={partner}
          saved={saved}
          draftOf={draftOf}
          read={() => readPartner(partner.code)}
          patch={patch}
          fieldNames={partnerFieldNames}
        >
          {(form) => <PartnerFields {...form} />}
        </EditForm>
      </Section>
      <History entity="partner" code={partner.code} />
    </Page>
  );
}

function StatusButton({ partner, set }: { partner: Partner; set(status: Partner["status"]): void }) {
  if (partner.status !== "active") {
    return (
      <button type="button" onClick={() => set("active")}>
        Activate
      </button>
    );
  }
  return (
    <Confirm
      label="Deactivate"
      title={`Deactivate ${partner.name}?`}
      confirm="Deactivate"
      onConfirm={() => set("inactive")}
    >
      <p>
        They can no longer sign in, and their links earn no credit. The links still lead to the websites. You
        can undo this.
      </p>
    </Confirm>
  );
}

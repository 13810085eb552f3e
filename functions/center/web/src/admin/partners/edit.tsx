import { api, ask } from "../../api/client";
import { useResource } from "../../api/resource";
import { moment } from "../../format";
import { Loaded } from "../../parts/loaded";
import { Status } from "../../parts/status";
import { ifMatch, useAdminSender } from "../change";
import { EditForm } from "../edit-form";
import type { Partner } from "../rows";
import { StatusButton } from "../status-button";
import { ThingPage } from "../thing-page";
import { ErasePartner } from "./erase";
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

interface Props {
  partner: Partner;
  saved(partner: Partner): void;
}

function EditPartner({ partner, saved }: Props) {
  const sender = useAdminSender();
  const { code, name, status } = partner;

  async function setActive(active: boolean) {
    const body = { status: active ? ("active" as const) : ("inactive" as const) };
    const request = () => ask(api.PATCH("/api/admin/partners/{code}", { params: { path: { code } }, body }));
    const answer = await sender.send(
      request,
      active ? `${name} is active again` : `${name} is no longer active`,
    );
    if (answer) saved(answer);
  }

  const read = async () => saved(await readPartner(code));

  return (
    <ThingPage
      title={name}
      lead={
        <>
          <span class="code">{code}</span> <Status of={status} /> joined {moment(partner.joined)}
        </>
      }
      action={
        partner.erased ? undefined : (
          <StatusButton
            active={status === "active"}
            on="Activate"
            off="Deactivate"
            question={`Deactivate ${name}?`}
            set={(active) => void setActive(active)}
          >
            They can no longer sign in, and their links earn no credit. The links still lead to the websites.
            You can undo this.
          </StatusButton>
        )
      }
      problem={sender.problem}
      stats={`/admin/stats?partner=${code}`}
      details={<PartnerDetails partner={partner} saved={saved} />}
      entity="partner"
      code={code}
    >
      <ErasePartner partner={partner} erased={() => void read()} />
    </ThingPage>
  );
}

function PartnerDetails({ partner, saved }: Props) {
  const { code } = partner;
  return (
    <EditForm
      thing={partner}
      saved={saved}
      draftOf={draftOf}
      read={() => readPartner(code)}
      patch={(changes, version) => patchPartner(code, changes, version)}
      fieldNames={partnerFieldNames}
    >
      {(form) => <PartnerFields {...form} />}
    </EditForm>
  );
}

function patchPartner(code: string, changes: Partial<PartnerDraft>, version: number): Promise<Partner> {
  const { attributionDays, ...rest } = changes;
  const body = {
    ...rest,
    ...(attributionDays !== undefined && { attributionDays: daysOf(attributionDays) }),
  };
  const params = { path: { code }, header: ifMatch(version) };
  return ask(api.PATCH("/api/admin/partners/{code}", { params, body }));
}

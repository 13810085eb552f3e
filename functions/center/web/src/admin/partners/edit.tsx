import { useState } from "preact/hooks";
import { api, ask } from "../../api/client";
import { useResource } from "../../api/resource";
import { moment } from "../../format";
import { Page, Section } from "../../frame/page";
import { Confirm } from "../../parts/confirm";
import { Failure, Loading } from "../../parts/states";
import { changedFields, ifMatch, useSender } from "../change";
import { Conflict } from "../conflict";
import { History } from "../history";
import type { Partner } from "../rows";
import { Status } from "../status";
import { general } from "../text-field";
import { daysOf, draftOf, PartnerFields, partnerFieldNames } from "./fields";

function readPartner(code: string): Promise<Partner> {
  return ask(api.GET("/api/admin/partners/{code}", { params: { path: { code } } }));
}

/** One partner: what it is, changes, and its history. */
export function PartnerPage({ code }: { code: string }) {
  const partner = useResource(`admin:partner:${code}`, () => readPartner(code));
  if (!partner.data) return partner.problem ? <Failure problem={partner.problem} retry={partner.reload} /> : <Loading what="the partner" />;
  return <EditPartner partner={partner.data} saved={partner.set} />;
}

function EditPartner({ partner, saved }: { partner: Partner; saved(partner: Partner): void }) {
  const [base, setBase] = useState(partner);
  const [draft, setDraft] = useState(() => draftOf(partner));
  const sender = useSender();
  const path = { code: partner.code };

  async function save(on: Partner) {
    const { attributionDays, ...rest } = changedFields(draftOf(on), draft);
    const body = { ...rest, ...(attributionDays !== undefined && { attributionDays: daysOf(attributionDays) }) };
    const params = { path, header: ifMatch(on.version) };
    settle(await sender.send(() => ask(api.PATCH("/api/admin/partners/{code}", { params, body })), "Saved"));
  }

  async function setStatus(status: Partner["status"]) {
    const done = status === "active" ? `${partner.name} is active again` : `${partner.name} is not active any more`;
    settle(await sender.send(() => ask(api.PATCH("/api/admin/partners/{code}", { params: { path }, body: { status } })), done));
  }

  function settle(answer: Partner | undefined) {
    if (!answer) return;
    saved(answer);
    setBase(answer);
    setDraft(draftOf(answer));
  }

  const conflict = sender.problem?.status === 409 ? sender.problem : undefined;
  const shown = general(sender.problem, partnerFieldNames);
  return (
    <Page
      title={partner.name}
      lead={
        <>
          <span class="code">{partner.code}</span> <Status of={base.status} /> joined {moment(partner.joined)}
        </>
      }
      actions={<StatusButton partner={base} set={(status) => void setStatus(status)} />}
    >
      <Section id="details" title="Details" actions={<a class="more-link" href={`/admin/stats?partner=${partner.code}`}>Stats</a>}>
        <form ref={sender.form} class="stack" onSubmit={(event) => (event.preventDefault(), void save(base))} noValidate>
          <PartnerFields
            draft={draft}
            change={(changes) => setDraft({ ...draft, ...changes })}
            problem={conflict ? undefined : sender.problem}
          />
          {conflict && (
            <Conflict
              problem={conflict}
              takeTheirs={() => void readPartner(partner.code).then(settle).then(sender.forget)}
              keepMine={() => void readPartner(partner.code).then((now) => (setBase(now), save(now)))}
            />
          )}
          {shown && !conflict && <Failure problem={shown} />}
          <div class="actions">
            <button type="submit" class="main" disabled={sender.busy}>
              Save
            </button>
          </div>
        </form>
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
      <p>They can’t sign in, and their links earn nothing. The links go on sending visitors to the websites. You can undo this.</p>
    </Confirm>
  );
}

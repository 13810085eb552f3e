import { useState } from "preact/hooks";
import { api, ask } from "../../api/client";
import { useResource } from "../../api/resource";
import { Page, Section } from "../../frame/page";
import { Confirm } from "../../parts/confirm";
import { Failure, Loading } from "../../parts/states";
import { changedFields, ifMatch, useSender } from "../change";
import { Conflict } from "../conflict";
import { History } from "../history";
import type { Website } from "../rows";
import { Status } from "../status";
import { general } from "../text-field";
import { CheckTool } from "./check";
import { draftOf, WebsiteFields, websiteFieldNames } from "./fields";

function readWebsite(code: string): Promise<Website> {
  return ask(api.GET("/api/admin/websites/{code}", { params: { path: { code } } }));
}

/** One website: what it is, changes, what its links do, and its history. */
export function WebsitePage({ code }: { code: string }) {
  const website = useResource(`admin:website:${code}`, () => readWebsite(code));
  if (!website.data) return website.problem ? <Failure problem={website.problem} retry={website.reload} /> : <Loading what="the website" />;
  return <EditWebsite website={website.data} saved={website.set} />;
}

function EditWebsite({ website, saved }: { website: Website; saved(website: Website): void }) {
  const [base, setBase] = useState(website);
  const [draft, setDraft] = useState(() => draftOf(website));
  const sender = useSender();
  const path = { code: website.code };

  async function save(on: Website) {
    const params = { path, header: ifMatch(on.version) };
    const body = changedFields(draftOf(on), draft);
    settle(await sender.send(() => ask(api.PATCH("/api/admin/websites/{code}", { params, body })), "Saved"));
  }

  async function setStatus(status: Website["status"]) {
    const done = status === "active" ? `${website.name} is in use again` : `${website.name} is archived`;
    settle(await sender.send(() => ask(api.PATCH("/api/admin/websites/{code}", { params: { path }, body: { status } })), done));
  }

  function settle(answer: Website | undefined) {
    if (!answer) return;
    saved(answer);
    setBase(answer);
    setDraft(draftOf(answer));
  }

  const conflict = sender.problem?.status === 409 ? sender.problem : undefined;
  const shown = general(sender.problem, websiteFieldNames);
  return (
    <Page
      title={website.name}
      lead={
        <>
          <span class="code">{website.code}</span> <Status of={base.status} />
        </>
      }
      actions={<StatusButton website={base} set={(status) => void setStatus(status)} />}
    >
      <Section id="details" title="Details" actions={<a class="more-link" href={`/admin/stats?website=${website.code}`}>Stats</a>}>
        <form ref={sender.form} class="stack" onSubmit={(event) => (event.preventDefault(), void save(base))} noValidate>
          <WebsiteFields
            draft={draft}
            change={(changes) => setDraft({ ...draft, ...changes })}
            problem={conflict ? undefined : sender.problem}
          />
          {conflict && (
            <Conflict
              problem={conflict}
              takeTheirs={() => void readWebsite(website.code).then(settle).then(sender.forget)}
              keepMine={() => void readWebsite(website.code).then((now) => (setBase(now), save(now)))}
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
    <Confirm label="Archive" title={`Archive ${website.name}?`} confirm="Archive" onConfirm={() => set("archived")}>
      <p>
        Its links then lead to {website.fallbackUrl ? "the fallback URL" : "a page that says it is gone"}, within a minute. You can undo this.
      </p>
    </Confirm>
  );
}

import { useRef, useState } from "preact/hooks";
import { api, ask } from "../api/client";
import { Problem } from "../api/problem";
import { toProblem, useResource, type Resource } from "../api/resource";
import type { Postback } from "../api/rows";
import { Page, Section } from "../frame/page";
import { announce } from "../parts/announce";
import { Confirm } from "../parts/confirm";
import { forgetDraft, useDraft } from "../parts/draft";
import { Field } from "../parts/field";
import { focusFirstError } from "../parts/focus";
import { SecretDialog } from "../parts/secret";
import { Failure, Loading } from "../parts/states";
import { Status } from "../parts/status";
import "../styles/postback.css";
import { Placeholders } from "./placeholders";
import { Signature } from "./signature";

/** Resources → Postback: the partner's own address that is told about what the partner is credited for. */
export function PostbackPage() {
  const postback = useResource("postback", () => ask(api.GET("/api/postback")));
  return (
    <Page
      title="Postback"
      lead="Your own system hears of every lead and sale that you are credited for, within seconds."
    >
      {postback.problem && !postback.data && <Failure problem={postback.problem} retry={postback.reload} />}
      {!postback.data && !postback.problem && <Loading what="your postback" />}
      {postback.data && (
        <>
          <PostbackSection postback={postback.data} changed={postback.set} />
          <Placeholders names={postback.data.placeholders} />
          <Signature />
        </>
      )}
    </Page>
  );
}

const draftName = "postback";

function PostbackSection({ postback, changed }: { postback: Postback; changed: Resource<Postback>["set"] }) {
  const [draft, change] = useDraft(draftName, () => ({ url: postback.url }));
  const [secret, setSecret] = useState("");
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const active = postback.status === "active";

  function refuse(problem: Problem | undefined) {
    setProblem(problem);
    focusFirstError(form.current);
  }

  async function send(url: string, done: string) {
    setBusy(true);
    setProblem(undefined);
    try {
      const { secret = "", ...now } = await ask(api.PATCH("/api/postback", { body: { url } }));
      change({ url: now.url });
      forgetDraft(draftName);
      changed(now);
      setSecret(secret);
      announce(done);
    } catch (error) {
      refuse(toProblem(error));
    }
    setBusy(false);
  }

  function submit(event: Event) {
    event.preventDefault();
    const url = draft.url.trim();
    if (url) void send(url, active ? "Postback saved" : "Your postback is on");
    else refuse(new Problem(422, "", "", [{ field: "url", message: "enter the address of your system" }]));
  }

  return (
    <Section
      id="postback"
      title="Your postback"
      lead={leadOf(postback)}
      actions={postback.url && <Status of={postback.status} />}
    >
      <form ref={form} class="stack" onSubmit={submit} noValidate>
        <Field
          label="URL"
          error={problem?.about("url")}
          hint="Starts with https://. Placeholders in it are filled in."
        >
          {(control) => (
            <input
              {...control}
              type="url"
              autocomplete="off"
              autocapitalize="none"
              spellcheck={false}
              value={draft.url}
              onInput={(e) => change({ url: e.currentTarget.value })}
            />
          )}
        </Field>
        {problem && !problem.about("url") && <Failure problem={problem} />}
        <div class="actions">
          <button type="submit" class="main" disabled={busy}>
            {active ? "Save" : "Switch on"}
          </button>
          {active && (
            <Confirm
              label="Switch off"
              title="Switch your postback off?"
              confirm="Switch off"
              onConfirm={() => void send("", "Your postback is off")}
            >
              <p>
                Nothing more is sent, nor what waits to be sent again. To switch it on later, give the URL
                anew.
              </p>
            </Confirm>
          )}
        </div>
      </form>
      {secret && (
        <SecretDialog title="Your secret" secret={secret} what="the secret" onClose={() => setSecret("")} />
      )}
    </Section>
  );
}

function leadOf({ url, status }: Postback): string {
  if (status === "active")
    return "A GET request goes to it each time. Until your system answers with 2xx, it is tried again for a day.";
  if (url) return "It was switched off for you. You can switch it on again, with a new secret.";
  return "You have none yet. Give the address where your tracking system or server listens.";
}

import { useState } from "preact/hooks";
import { api, ask } from "../api/client";
import { fieldProblem } from "../api/problem";
import { useResource, type Resource } from "../api/resource";
import type { Postback } from "../api/rows";
import { Page, Section } from "../frame/page";
import { Confirm } from "../parts/confirm";
import { forgetDraft, useDraft } from "../parts/draft";
import { Form } from "../parts/form";
import { Loaded } from "../parts/loaded";
import { SecretDialog } from "../parts/secret";
import { useSender } from "../parts/sender";
import { Status } from "../parts/status";
import { TextField } from "../parts/text-field";
import "../styles/postback.css";
import { Placeholders } from "./placeholders";
import { Signature } from "./signature";

/** Resources → Postback: a URL of the partner's, called for each conversion that credits them. */
export function PostbackPage() {
  const postback = useResource("postback", () => ask(api.GET("/api/postback")));
  return (
    <Page
      title="Postback"
      lead="Tells your own system about every lead and sale that you are credited for, within seconds."
    >
      <Loaded of={postback} what="your postback">
        {(data) => (
          <>
            <PostbackSection postback={data} changed={postback.set} />
            <Placeholders names={data.placeholders} />
            <Signature />
          </>
        )}
      </Loaded>
    </Page>
  );
}

const draftName = "postback";

interface Props {
  postback: Postback;
  changed: Resource<Postback>["set"];
}

function PostbackSection({ postback, changed }: Props) {
  const { draft, change, sender, send, secret, forgetSecret } = usePostback(postback, changed);
  const active = postback.status === "active";

  function submit() {
    const url = draft.url.trim();
    if (url) void send(url, active ? "Postback saved" : "Your postback is on");
    else sender.refuse(fieldProblem("url", "enter the address of your system"));
  }

  return (
    <Section
      id="postback"
      title="Your postback"
      lead={leadOf(postback)}
      actions={postback.url && <Status of={postback.status} />}
    >
      <Form
        sender={sender}
        fieldNames={["url"]}
        onSubmit={submit}
        submit={active ? "Save" : "Switch on"}
        actions={active && <SwitchOff onConfirm={() => void send("", "Your postback is off")} />}
      >
        <TextField
          form={{ draft, change, problem: sender.problem }}
          name="url"
          label="URL"
          type="url"
          plain
          hint="Starts with https://. Placeholders in it are filled in."
        />
      </Form>
      {secret && (
        <SecretDialog title="Your secret" secret={secret} what="the secret" onClose={forgetSecret} />
      )}
    </Section>
  );
}

/** The URL as it is typed, how to store it, and the secret that comes with a new one. */
function usePostback(postback: Postback, changed: Props["changed"]) {
  const [draft, change] = useDraft(draftName, () => ({ url: postback.url }));
  const [secret, setSecret] = useState("");
  const sender = useSender();

  async function send(url: string, done: string) {
    const answer = await sender.send(() => ask(api.PATCH("/api/postback", { body: { url } })), done);
    if (!answer) return;
    const { secret = "", ...stored } = answer;
    change({ url: stored.url });
    forgetDraft(draftName);
    changed(stored);
    setSecret(secret);
  }

  return { draft, change, sender, send, secret, forgetSecret: () => setSecret("") };
}

function SwitchOff({ onConfirm }: { onConfirm(): void }) {
  return (
    <Confirm label="Switch off" title="Switch off your postback?" confirm="Switch off" onConfirm={onConfirm}>
      <p>
        Nothing more is sent, not even what is waiting to be retried. To switch it on later, enter the URL
        again.
      </p>
    </Confirm>
  );
}

function leadOf({ url, status }: Postback): string {
  if (status === "active")
    return "It gets a GET request each time. If your system does not answer with 2xx, we retry for a day.";
  if (url) return "It was switched off for you. You can switch it on again, with a new secret.";
  return "You have none yet. Enter the address at which your tracking system or server listens.";
}

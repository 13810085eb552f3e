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
import type { Webhook } from "../rows";
import { DeliveriesSection } from "./deliveries";
import { draftOf, WebhookFields, webhookFieldNames } from "./fields";
import { titleOf } from "./page";

function readWebhook(id: string): Promise<Webhook> {
  return ask(api.GET("/api/admin/webhooks/{id}", { params: { path: { id } } }));
}

/** One webhook or postback: its details, what was sent to it, and its history. */
export function WebhookPage({ id }: { id: string }) {
  const webhook = useResource(`admin:webhook:${id}`, () => readWebhook(id));
  return (
    <Loaded of={webhook} what="the webhook">
      {(data) => <EditWebhook webhook={data} saved={webhook.set} />}
    </Loaded>
  );
}

function EditWebhook({ webhook, saved }: { webhook: Webhook; saved(webhook: Webhook): void }) {
  const sender = useAdminSender();
  const path = { id: webhook.id };

  async function setStatus(status: Webhook["status"]) {
    const done = status === "active" ? "It is switched on" : "It is switched off";
    const request = () => ask(api.PATCH("/api/admin/webhooks/{id}", { params: { path }, body: { status } }));
    const answer = await sender.send(request, done);
    if (answer) saved(answer);
  }

  return (
    <Page
      title={titleOf(webhook)}
      lead={
        <>
          Created {moment(webhook.createdAt)} <Status of={webhook.status} />
        </>
      }
      actions={<StatusButton webhook={webhook} set={(status) => void setStatus(status)} />}
    >
      {sender.problem && <Failure problem={sender.problem} />}
      <Section id="details" title="Details">
        <EditForm
          thing={webhook}
          saved={saved}
          draftOf={draftOf}
          read={() => readWebhook(webhook.id)}
          patch={(body, version) =>
            ask(api.PATCH("/api/admin/webhooks/{id}", { params: { path, header: ifMatch(version) }, body }))
          }
          fieldNames={webhookFieldNames}
        >
          {(form) => <WebhookFields {...form} postback={webhook.partner !== ""} />}
        </EditForm>
      </Section>
      <DeliveriesSection webhook={webhook} />
      <History entity="webhook" code={webhook.id} />
    </Page>
  );
}

function StatusButton({ webhook, set }: { webhook: Webhook; set(status: Webhook["status"]): void }) {
  if (webhook.status !== "active") {
    if (!webhook.url) return null;
    return (
      <button type="button" onClick={() => set("active")}>
        Switch on
      </button>
    );
  }
  return (
    <Confirm
      label="Switch off"
      title={`Switch off the ${titleOf(webhook).toLowerCase()}?`}
      confirm="Switch off"
      onConfirm={() => set("inactive")}
    >
      <p>
        Nothing more is sent to it, not even what is waiting to be retried. You can undo this, but what
        happens in the meantime is never sent.
      </p>
    </Confirm>
  );
}

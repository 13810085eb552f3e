import { api, ask } from "../../api/client";
import { useResource } from "../../api/resource";
import { moment } from "../../format";
import { Page, Section } from "../../frame/page";
import { Confirm } from "../../parts/confirm";
import { Failure, Loading } from "../../parts/states";
import { Status } from "../../parts/status";
import { ifMatch, useSender } from "../change";
import { EditForm } from "../edit-form";
import { History } from "../history";
import type { Webhook } from "../rows";
import { DeliveriesSection } from "./deliveries";
import { draftOf, WebhookFields, webhookFieldNames } from "./fields";
import { titleOf } from "./page";

function readWebhook(id: string): Promise<Webhook> {
  return ask(api.GET("/api/admin/webhooks/{id}", { params: { path: { id } } }));
}

/** One webhook or postback: where it leads, what was sent to it, and its history. */
export function WebhookPage({ id }: { id: string }) {
  const webhook = useResource(`admin:webhook:${id}`, () => readWebhook(id));
  if (!webhook.data)
    return webhook.problem ? (
      <Failure problem={webhook.problem} retry={webhook.reload} />
    ) : (
      <Loading what="the webhook" />
    );
  return <EditWebhook webhook={webhook.data} saved={webhook.set} />;
}

function EditWebhook({ webhook, saved }: { webhook: Webhook; saved(webhook: Webhook): void }) {
  const sender = useSender();
  const path = { id: webhook.id };

  async function setStatus(status: Webhook["status"]) {
    const done = status === "active" ? "It is switched on" : "It is switched off";
    const answer = await sender.send(
      () => ask(api.PATCH("/api/admin/webhooks/{id}", { params: { path }, body: { status } })),
      done,
    );
    if (answer) saved(answer);
  }

  return (
    <Page
      title={titleOf(webhook)}
      lead={
        <>
          Made {moment(webhook.createdAt)} <Status of={webhook.status} />
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
          {(draft, change, problem) => (
            <WebhookFields
              draft={draft}
              change={change}
              problem={problem}
              postback={webhook.partner !== ""}
            />
          )}
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
      title={`Switch the ${titleOf(webhook).toLowerCase()} off?`}
      confirm="Switch off"
      onConfirm={() => set("inactive")}
    >
      <p>
        Nothing more is sent to it, nor what waits to be sent again. You can undo this; what happens meanwhile
        is not sent.
      </p>
    </Confirm>
  );
}

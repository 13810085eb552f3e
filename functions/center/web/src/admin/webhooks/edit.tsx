import { api, ask } from "../../api/client";
import { useResource } from "../../api/resource";
import { moment } from "../../format";
import { Loaded } from "../../parts/loaded";
import { Status } from "../../parts/status";
import { ifMatch, useAdminSender } from "../change";
import { EditForm } from "../edit-form";
import type { Webhook } from "../rows";
import { StatusButton } from "../status-button";
import { ThingPage } from "../thing-page";
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

interface Props {
  webhook: Webhook;
  saved(webhook: Webhook): void;
}

function EditWebhook({ webhook, saved }: Props) {
  const sender = useAdminSender();
  const { id, url, status } = webhook;

  async function setActive(active: boolean) {
    const body = { status: active ? ("active" as const) : ("inactive" as const) };
    const request = () => ask(api.PATCH("/api/admin/webhooks/{id}", { params: { path: { id } }, body }));
    const answer = await sender.send(request, active ? "It is switched on" : "It is switched off");
    if (answer) saved(answer);
  }

  return (
    <ThingPage
      title={titleOf(webhook)}
      lead={
        <>
          Created {moment(webhook.createdAt)} <Status of={status} />
        </>
      }
      action={
        (status === "active" || url) && (
          <StatusButton
            active={status === "active"}
            on="Switch on"
            off="Switch off"
            question={`Switch off the ${titleOf(webhook).toLowerCase()}?`}
            set={(active) => void setActive(active)}
          >
            Nothing more is sent to it, not even what is waiting to be retried. You can undo this, but what
            happens in the meantime is never sent.
          </StatusButton>
        )
      }
      problem={sender.problem}
      details={<WebhookDetails webhook={webhook} saved={saved} />}
      entity="webhook"
      code={id}
    >
      <DeliveriesSection webhook={webhook} />
    </ThingPage>
  );
}

function WebhookDetails({ webhook, saved }: Props) {
  const { id } = webhook;
  return (
    <EditForm
      thing={webhook}
      saved={saved}
      draftOf={draftOf}
      read={() => readWebhook(id)}
      patch={(body, version) =>
        ask(
          api.PATCH("/api/admin/webhooks/{id}", { params: { path: { id }, header: ifMatch(version) }, body }),
        )
      }
      fieldNames={webhookFieldNames}
    >
      {(form) => <WebhookFields {...form} postback={webhook.partner !== ""} />}
    </EditForm>
  );
}

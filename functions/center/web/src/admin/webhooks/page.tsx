import { useState } from "preact/hooks";
import { api, ask } from "../../api/client";
import { usePages } from "../../api/pages";
import { Page } from "../../frame/page";
import { Address } from "../../parts/address";
import { Icon } from "../../parts/icon";
import { List } from "../../parts/list";
import { Status } from "../../parts/status";
import type { Webhook } from "../rows";
import { CreateWebhook } from "./create";
import { eventsText } from "./fields";

const shownFirst = 50;

/** All webhooks, and partners' postbacks. */
export function WebhooksPage() {
  const [creating, setCreating] = useState(false);
  const webhooks = usePages("admin:webhooks", () => ask(api.GET("/api/admin/webhooks")));
  return (
    <Page
      title="Webhooks"
      lead="Addresses that are told about leads and sales: those of merchants, and partners’ postbacks."
      actions={
        <button type="button" class="main" onClick={() => setCreating(true)}>
          <Icon name="plus" />
          Create webhook
        </button>
      }
    >
      <section class="card" aria-label="Webhooks">
        <List
          pages={webhooks}
          what="webhooks"
          first={shownFirst}
          empty={{
            title: "No webhooks yet",
            advice: <p>Create one for a merchant. Partners set their postbacks themselves.</p>,
          }}
          keyOf={(webhook) => webhook.id}
          row={(webhook) => <WebhookRow webhook={webhook} />}
        />
      </section>
      {creating && <CreateWebhook onClose={() => setCreating(false)} />}
    </Page>
  );
}

/** "Webhook of main", "Postback of abc123". */
export function titleOf({ merchant, partner }: Webhook): string {
  return partner ? `Postback of ${partner}` : `Webhook of ${merchant}`;
}

function WebhookRow({ webhook }: { webhook: Webhook }) {
  return (
    <a class="row link-row" href={`/admin/webhooks/${webhook.id}`}>
      <span class="row-text">
        <span class="row-title">{titleOf(webhook)}</span>
        <span class="small url">
          {webhook.url ? (
            <>
              <Address url={webhook.url} /> · {eventsText(webhook.events)}
            </>
          ) : (
            "The partner has switched it off"
          )}
        </span>
      </span>
      <Status of={webhook.status} />
    </a>
  );
}

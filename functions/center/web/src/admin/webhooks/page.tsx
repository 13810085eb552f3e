import { api, ask } from "../../api/client";
import { usePages } from "../../api/pages";
import { Address } from "../../parts/address";
import { Status } from "../../parts/status";
import { LinkRow } from "../link-row";
import { ListPage } from "../list-page";
import type { Webhook } from "../rows";
import { CreateWebhook } from "./create";
import { eventsText } from "./fields";

const shownFirst = 50;

/** All webhooks of merchants, and all postbacks of partners. */
export function WebhooksPage() {
  const webhooks = usePages("admin:webhooks", () => ask(api.GET("/api/admin/webhooks")));
  return (
    <ListPage
      title="Webhooks"
      lead="Addresses that receive leads and sales as they happen: merchants’ webhooks and partners’ postbacks."
      one="webhook"
      many="webhooks"
      pages={webhooks}
      first={shownFirst}
      empty={{
        title: "No webhooks yet",
        advice: <p>Create one for a merchant. Partners set up their own postbacks.</p>,
      }}
      keyOf={(webhook) => webhook.id}
      row={(webhook) => <WebhookRow webhook={webhook} />}
      create={(close) => <CreateWebhook onClose={close} />}
    />
  );
}

/** "Webhook of main", "Postback of abc123". */
export function titleOf({ merchant, partner }: Webhook): string {
  return partner ? `Postback of ${partner}` : `Webhook of ${merchant}`;
}

function WebhookRow({ webhook }: { webhook: Webhook }) {
  return (
    <LinkRow
      href={`/admin/webhooks/${webhook.id}`}
      title={titleOf(webhook)}
      note={webhook.url ? <Summary webhook={webhook} /> : "Switched off by the partner"}
    >
      <Status of={webhook.status} />
    </LinkRow>
  );
}

function Summary({ webhook: { url, events } }: { webhook: Webhook }) {
  return (
    <span class="url">
      <Address url={url} /> · {eventsText(events)}
    </span>
  );
}

import { useState } from "preact/hooks";
import { api, ask } from "../../api/client";
import { SecretDialog } from "../../parts/secret";
import { TextField } from "../../parts/text-field";
import { CreateForm } from "../create-form";
import { WebhookFields, webhookFieldNames, type WebhookDraft } from "./fields";

const start: WebhookDraft & { merchant: string } = { url: "", events: [], merchant: "" };

/** Creates a merchant's webhook, then shows its secret. */
export function CreateWebhook({ onClose }: { onClose(): void }) {
  const [secret, setSecret] = useState("");
  if (secret) {
    return <SecretDialog title="The webhook’s secret" secret={secret} what="the secret" onClose={onClose} />;
  }
  return (
    <CreateForm
      title="Create webhook"
      start={start}
      fieldNames={["merchant", ...webhookFieldNames]}
      post={({ merchant, ...rest }) =>
        ask(api.POST("/api/admin/webhooks", { body: { ...rest, ...(merchant && { merchant }) } }))
      }
      done={() => "Webhook created"}
      created={({ secret }) => setSecret(secret)}
      onClose={onClose}
    >
      {(form) => (
        <>
          <WebhookFields {...form} />
          <TextField
            form={form}
            name="merchant"
            label="Merchant"
            plain
            optional
            hint="A code, if you have several merchants. It receives only this merchant’s conversions."
          />
        </>
      )}
    </CreateForm>
  );
}

import { useState } from "preact/hooks";
import { api, ask } from "../../api/client";
import { Dialog } from "../../parts/dialog";
import { SecretDialog } from "../../parts/secret";
import { Failure } from "../../parts/states";
import { useSender } from "../change";
import { general, TextField } from "../text-field";
import { WebhookFields, webhookFieldNames, type WebhookDraft } from "./fields";

/** Makes a merchant's webhook, and shows its secret. */
export function CreateWebhook({ onClose }: { onClose(): void }) {
  const [draft, setDraft] = useState<WebhookDraft & { merchant: string }>({
    url: "",
    events: [],
    merchant: "",
  });
  const [secret, setSecret] = useState("");
  const sender = useSender();
  const shown = general(sender.problem, ["merchant", ...webhookFieldNames]);

  async function submit(event: Event) {
    event.preventDefault();
    const { merchant, ...rest } = draft;
    const body = { ...rest, ...(merchant && { merchant }) };
    const made = await sender.send(() => ask(api.POST("/api/admin/webhooks", { body })), "Webhook created");
    if (made) setSecret(made.secret);
  }

  if (secret)
    return <SecretDialog title="The webhook’s secret" secret={secret} what="the secret" onClose={onClose} />;
  return (
    <Dialog title="Create webhook" onClose={onClose}>
      <form ref={sender.form} onSubmit={(event) => void submit(event)} noValidate>
        <WebhookFields
          draft={draft}
          change={(changes) => setDraft({ ...draft, ...changes })}
          problem={sender.problem}
        />
        <TextField
          label="Merchant"
          name="merchant"
          plain
          optional
          value={draft.merchant}
          onChange={(merchant) => setDraft({ ...draft, merchant })}
          problem={sender.problem}
          hint="A code, if there are several. It is told about this merchant’s conversions only."
        />
        {shown && <Failure problem={shown} />}
        <div class="actions">
          <button type="submit" class="main" disabled={sender.busy}>
            Create webhook
          </button>
          <button type="button" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}

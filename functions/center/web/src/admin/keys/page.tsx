import { useState } from "preact/hooks";
import { api, ask } from "../../api/client";
import { pageSize, usePages } from "../../api/pages";
import { moment } from "../../format";
import { Page } from "../../frame/page";
import { Confirm } from "../../parts/confirm";
import { Dialog } from "../../parts/dialog";
import { Icon } from "../../parts/icon";
import { List } from "../../parts/list";
import { SecretDialog } from "../../parts/secret";
import { Failure } from "../../parts/states";
import { useSender } from "../change";
import type { Key } from "../rows";
import { general, TextField } from "../text-field";

/** Merchant keys: with one, a merchant's server reports conversions. */
export function KeysPage() {
  const [creating, setCreating] = useState(false);
  const keys = usePages("admin:keys", (cursor) =>
    ask(api.GET("/api/admin/keys", { params: { query: { limit: pageSize, ...(cursor && { cursor }) } } })),
  );
  const sender = useSender();

  function revoke(key: Key) {
    void sender.send(
      () => ask(api.DELETE("/api/admin/keys/{id}", { params: { path: { id: key.id } } })),
      `${key.name} was revoked`,
    );
  }

  return (
    <Page
      title="Merchant keys"
      lead="With a key, a merchant’s server reports leads, sales and refunds."
      actions={
        <button type="button" class="main" onClick={() => setCreating(true)}>
          <Icon name="plus" />
          Create key
        </button>
      }
    >
      <section class="card" aria-label="Merchant keys">
        {sender.problem && <Failure problem={sender.problem} />}
        <List
          pages={keys}
          what="keys"
          empty={{
            title: "No keys yet",
            advice: <p>Create one and give it to whoever runs the shop’s server.</p>,
          }}
          keyOf={(key) => key.id}
          row={(key) => <KeyRow entry={key} revoke={revoke} />}
        />
      </section>
      {creating && <CreateKey onClose={() => setCreating(false)} />}
    </Page>
  );
}

function KeyRow({ entry, revoke }: { entry: Key; revoke(key: Key): void }) {
  return (
    <div class="row">
      <div class="row-text">
        <span class="row-title">
          {entry.name} <span class="code">{entry.merchant}</span>
        </span>
        <span class="small">
          made {moment(entry.createdAt)} ·{" "}
          {entry.lastUsed ? `last used ${moment(entry.lastUsed)}` : "never used"}
          {entry.revokedAt && ` · revoked ${moment(entry.revokedAt)}`}
        </span>
      </div>
      {!entry.revokedAt && (
        <Confirm
          label="Revoke"
          title={`Revoke ${entry.name}?`}
          confirm="Revoke"
          onConfirm={() => revoke(entry)}
        >
          <p>Whoever still uses it can report nothing more. This can’t be undone.</p>
        </Confirm>
      )}
    </div>
  );
}

function CreateKey({ onClose }: { onClose(): void }) {
  const [draft, setDraft] = useState({ name: "", merchant: "" });
  const [secret, setSecret] = useState("");
  const sender = useSender("name");
  const shown = general(sender.problem, ["name", "merchant"]);

  async function submit(event: Event) {
    event.preventDefault();
    const body = { name: draft.name, ...(draft.merchant && { merchant: draft.merchant }) };
    const made = await sender.send(() => ask(api.POST("/api/admin/keys", { body })), "Key created");
    if (made) setSecret(made.secret);
  }

  if (secret) return <SecretDialog title="Your new key" secret={secret} what="the key" onClose={onClose} />;
  return (
    <Dialog title="Create key" onClose={onClose}>
      <form ref={sender.form} onSubmit={(event) => void submit(event)} noValidate>
        <TextField
          label="Name"
          name="name"
          value={draft.name}
          onChange={(name) => setDraft({ ...draft, name })}
          problem={sender.problem}
          hint="What the key is for."
        />
        <TextField
          label="Merchant"
          name="merchant"
          plain
          optional
          value={draft.merchant}
          onChange={(merchant) => setDraft({ ...draft, merchant })}
          problem={sender.problem}
          hint="A code, if there are several. Keys of one merchant see the same conversions."
        />
        {shown && <Failure problem={shown} />}
        <div class="actions">
          <button type="submit" class="main" disabled={sender.busy}>
            Create key
          </button>
          <button type="button" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}

import { useState } from "preact/hooks";
import { api, ask } from "../../api/client";
import { pageSize, usePages } from "../../api/pages";
import { moment } from "../../format";
import { Confirm } from "../../parts/confirm";
import { SecretDialog } from "../../parts/secret";
import { TextField } from "../../parts/text-field";
import { useAdminSender } from "../change";
import { CreateForm } from "../create-form";
import { ListPage } from "../list-page";
import type { Key } from "../rows";

/** Merchant keys. With one, a merchant's server reports conversions. */
export function KeysPage() {
  const keys = usePages("admin:keys", (cursor) =>
    ask(api.GET("/api/admin/keys", { params: { query: { limit: pageSize, ...(cursor && { cursor }) } } })),
  );
  const sender = useAdminSender();

  function revoke({ id, name }: Key) {
    const request = () => ask(api.DELETE("/api/admin/keys/{id}", { params: { path: { id } } }));
    void sender.send(request, `${name} was revoked`);
  }

  return (
    <ListPage
      title="Merchant keys"
      lead="With a key, a merchant’s server reports leads, sales and refunds."
      one="key"
      many="keys"
      pages={keys}
      empty={{
        title: "No keys yet",
        advice: <p>Create one and give it to whoever runs the shop’s server.</p>,
      }}
      problem={sender.problem}
      keyOf={(key) => key.id}
      row={(key) => <KeyRow entry={key} revoke={revoke} />}
      create={(close) => <CreateKey onClose={close} />}
    />
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
          created {moment(entry.createdAt)} ·{" "}
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
          <p>A server that still uses it can no longer report anything. This can’t be undone.</p>
        </Confirm>
      )}
    </div>
  );
}

function CreateKey({ onClose }: { onClose(): void }) {
  const [secret, setSecret] = useState("");
  if (secret) return <SecretDialog title="Your new key" secret={secret} what="the key" onClose={onClose} />;
  return (
    <CreateForm
      title="Create key"
      start={{ name: "", merchant: "" }}
      fieldNames={["name", "merchant"]}
      takenField="name"
      post={({ name, merchant }) =>
        ask(api.POST("/api/admin/keys", { body: { name, ...(merchant && { merchant }) } }))
      }
      done={() => "Key created"}
      created={({ secret }) => setSecret(secret)}
      onClose={onClose}
    >
      {(form) => (
        <>
          <TextField form={form} name="name" label="Name" hint="What the key is for." />
          <TextField
            form={form}
            name="merchant"
            label="Merchant"
            plain
            optional
            hint="A code, if you have several merchants. Keys of the same merchant see the same conversions."
          />
        </>
      )}
    </CreateForm>
  );
}

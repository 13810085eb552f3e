import { useState } from "preact/hooks";
import { api, ask } from "../../api/client";
import { pageSize, usePages } from "../../api/pages";
import { moment } from "../../format";
import { Confirm } from "../../parts/confirm";
import { SecretDialog } from "../../parts/secret";
import { useAdminSender } from "../change";
import { CreateForm } from "../create-form";
import { ListPage } from "../list-page";
import type { Key } from "../rows";
import { emptyKey, KeyFields, keyFieldNames, newKeyOf } from "./fields";

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
        <Limits of={entry} />
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

/** What the key may not do; nothing if it has no limit. */
function Limits({ of: { websites, mayNamePartner } }: { of: Key }) {
  const limits = [
    websites.length > 0 && `earns only for ${websites.join(", ")}`,
    !mayNamePartner && "may not name partners",
  ].filter(Boolean);
  return limits.length > 0 ? <span class="small">{limits.join(" · ")}</span> : null;
}

function CreateKey({ onClose }: { onClose(): void }) {
  const [secret, setSecret] = useState("");
  if (secret) return <SecretDialog title="Your new key" secret={secret} what="the key" onClose={onClose} />;
  return (
    <CreateForm
      title="Create key"
      start={emptyKey}
      fieldNames={keyFieldNames}
      takenField="name"
      post={(draft) => ask(api.POST("/api/admin/keys", { body: newKeyOf(draft) }))}
      done={() => "Key created"}
      created={({ secret }) => setSecret(secret)}
      onClose={onClose}
    >
      {(form) => <KeyFields {...form} />}
    </CreateForm>
  );
}

import { useEffect } from "preact/hooks";
import { api, ask } from "../../api/client";
import { usePages } from "../../api/pages";
import { sentence } from "../../api/problem";
import { capitalized, moment, plural } from "../../format";
import { Section } from "../../frame/page";
import { List } from "../../parts/list";
import { Failure } from "../../parts/states";
import { Status } from "../../parts/status";
import { useAdminSender } from "../change";
import type { Delivery, Webhook } from "../rows";

const rowsAtOnce = 20;

/** What was sent to a webhook and how it went, with a button that sends it again. */
export function DeliveriesSection({ webhook }: { webhook: Webhook }) {
  const deliveries = usePages(`admin:deliveries:${webhook.id}`, (cursor) =>
    readDeliveries(webhook.id, cursor),
  );
  const sender = useAdminSender();
  useWatch(deliveries.rows, deliveries.reload);

  function redeliver({ event }: Delivery) {
    const params = { path: { id: webhook.id, event } };
    const request = () => ask(api.POST("/api/admin/webhooks/{id}/deliveries/{event}/redeliver", { params }));
    void sender.send(request, "It is being sent again");
  }

  return (
    <Section
      id="deliveries"
      title="Deliveries"
      lead="The last 30 days, newest first. What fails is retried for a day."
      actions={
        <button type="button" disabled={deliveries.loading} onClick={deliveries.reload}>
          Refresh
        </button>
      }
    >
      {sender.problem && <Failure problem={sender.problem} />}
      <List
        pages={deliveries}
        what="deliveries"
        empty={{
          title: "Nothing sent yet",
          advice: <p>Whatever is reported from now on appears here.</p>,
        }}
        keyOf={(delivery) => delivery.event}
        row={(delivery) => (
          <DeliveryRow
            delivery={delivery}
            redeliver={webhook.status === "active" ? () => redeliver(delivery) : undefined}
            busy={sender.busy}
          />
        )}
      />
    </Section>
  );
}

function readDeliveries(id: string, cursor: string | undefined) {
  const query = { limit: rowsAtOnce, ...(cursor && { cursor }) };
  return ask(api.GET("/api/admin/webhooks/{id}/deliveries", { params: { path: { id }, query } }));
}

const lookAgainAfter = 2_000;
const soon = 10_000;
const overdue = 30_000;

/** Reads the deliveries again while one is due, unless more than the first page is shown. */
function useWatch(rows: Delivery[] | undefined, reload: () => void) {
  useEffect(() => {
    const now = Date.now();
    const trying = rows?.some(({ nextTry }) => {
      const due = nextTry ? Date.parse(nextTry) - now : NaN;
      return due < soon && due > -overdue;
    });
    if (!trying || rows!.length > rowsAtOnce) return;
    const timer = setTimeout(reload, lookAgainAfter);
    return () => clearTimeout(timer);
  }, [rows]);
}

interface RowProps {
  delivery: Delivery;
  /** Absent if nothing can be sent. */
  redeliver: (() => void) | undefined;
  busy: boolean;
}

function DeliveryRow({ delivery, redeliver, busy }: RowProps) {
  const { type, status, createdAt, attempts, nextTry, answer } = delivery;
  return (
    <>
      <div class="row">
        <div class="row-text">
          <span class="row-title">
            {capitalized(type)} <Status of={status} />
          </span>
          <span class="small">
            {moment(createdAt)} · {plural(attempts, "try", "tries")}
            {nextTry && ` · next try ${when(nextTry)}`}
          </span>
          {answer && <span class="small url">{sentence(answer)}</span>}
        </div>
        {redeliver && (
          <button
            type="button"
            disabled={busy}
            aria-label={`Redeliver the ${type} of ${moment(createdAt)}`}
            onClick={redeliver}
          >
            Redeliver
          </button>
        )}
      </div>
      <Sent delivery={delivery} />
    </>
  );
}

const minute = 60_000;

function when(nextTry: string): string {
  return Date.parse(nextTry) < Date.now() + minute ? "within a minute" : moment(nextTry);
}

function Sent({ delivery: { event, url, body } }: { delivery: Delivery }) {
  return (
    <details class="filters sent">
      <summary>What was sent</summary>
      <p class="small">
        webhook-id <span class="code">{event}</span>
      </p>
      {url && <p class="small url">{url}</p>}
      {body && <pre>{indented(body)}</pre>}
    </details>
  );
}

function indented(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}

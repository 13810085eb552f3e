import { useState } from "preact/hooks";
import { api, ask } from "../api/client";
import { addDays, today } from "../days";
import { count, day as dayName, plural } from "../format";
import { Section } from "../frame/page";
import { Confirm } from "../parts/confirm";
import { DateField } from "../parts/date-field";
import { useSender } from "../parts/sender";
import { Failure } from "../parts/states";
import type { Rebuilt, Reconciled } from "./rows";

/** Adds a day up again from its events, and compares the sums with its counters. */
export function ReconcileSection() {
  const [day, setDay] = useState(() => addDays(today(), -1));
  const [result, setResult] = useState<Reconciled>();
  const { busy, problem, form, send } = useSender();

  async function submit(event: Event) {
    event.preventDefault();
    setResult(undefined);
    setResult(await send(() => ask(api.GET("/api/admin/reconcile", { params: { query: { day } } }))));
  }

  return (
    <Section
      id="reconcile"
      title="Check a day"
      lead="Adds a day of UTC up again from every click and conversion, and compares."
    >
      <form ref={form} class="inline" onSubmit={(event) => void submit(event)} noValidate>
        <DateField label="Day, UTC" value={day} onChange={setDay} error={problem?.about("day")} />
        <button type="submit" disabled={busy}>
          {busy ? "Adding up…" : "Check"}
        </button>
      </form>
      {problem && !problem.about("day") && <Failure problem={problem} />}
      <div role="status">{result && <Answer result={result} />}</div>
      {result && (result.differences ?? []).length > 0 && <Rebuild day={result.day} />}
    </Section>
  );
}

function Answer({ result: { day, events, pending, differences } }: { result: Reconciled }) {
  const wrong = differences ?? [];
  return (
    <div class="answer">
      <p>
        <b>
          {wrong.length === 0
            ? "Every number agrees"
            : `${plural(wrong.length, "counter")} ${wrong.length === 1 ? "differs" : "differ"}`}
        </b>{" "}
        on {dayName(day)}, UTC: {plural(events.hits, "hit")}, {plural(events.leads, "lead")},{" "}
        {plural(events.sales, "sale")}.
      </p>
      {pending > 0 && <p class="small">{plural(pending, "recent event")} not counted yet.</p>}
      <ul>
        {wrong.map((difference, i) => (
          <li key={i} class="small">
            {describe(difference)}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** "haircare, hour 9 UTC: hits, leads – hits: 12 by events, 11 by counters". */
function describe(difference: NonNullable<Reconciled["differences"]>[number]): string {
  const { partner, website, ad, hour, wholeDay, wrong, events, counters } = difference;
  const of = [partner, website, ad].filter(Boolean).join(" / ");
  const hits = `hits: ${count(events.hits)} by events, ${count(counters.hits)} by counters`;
  return `${of}, ${wholeDay ? "whole day" : `hour ${hour} UTC`}: ${(wrong ?? []).join(", ")} – ${hits}`;
}

/** Writes the counters of a day that differs anew. */
function Rebuild({ day }: { day: string }) {
  const [result, setResult] = useState<Rebuilt>();
  const { busy, problem, send } = useSender();

  async function rebuild() {
    setResult(undefined);
    setResult(await send(() => ask(api.POST("/api/admin/rebuild", { params: { query: { day } } }))));
  }

  return (
    <>
      {busy ? (
        <p role="status">Rebuilding…</p>
      ) : (
        <Confirm
          label="Rebuild"
          title={`Rebuild ${dayName(day)}?`}
          confirm="Rebuild"
          onConfirm={() => void rebuild()}
        >
          <p>
            Writes the day's counters anew from every click and conversion. Everybody's stats show the new
            numbers as soon as it is done.
          </p>
        </Confirm>
      )}
      {problem && <Failure problem={problem} />}
      <div role="status">{result && <p>{describeRebuilt(result)}</p>}</div>
    </>
  );
}

function describeRebuilt({ events, rows, unreadable = 0 }: Rebuilt): string {
  const done = `Rebuilt from ${plural(events, "event")}: ${plural(rows, "row")} written.`;
  return unreadable > 0 ? `${done} ${plural(unreadable, "event")} could not be read.` : done;
}

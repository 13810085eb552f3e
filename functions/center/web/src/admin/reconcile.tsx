import { useState } from "preact/hooks";
import { api, ask } from "../api/client";
import type { Problem } from "../api/problem";
import { toProblem } from "../api/resource";
import { addDays, today } from "../days";
import { count, day as dayName, plural } from "../format";
import { Section } from "../frame/page";
import { Field } from "../parts/field";
import { Failure } from "../parts/states";
import type { Reconciled } from "./rows";

/** Adds a day up again from its events and compares that with its counters. */
export function ReconcileSection() {
  const [day, setDay] = useState(() => addDays(today(), -1));
  const [result, setResult] = useState<Reconciled>();
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState(false);

  async function submit(event: Event) {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    setResult(undefined);
    try {
      setResult(await ask(api.GET("/api/admin/reconcile", { params: { query: { day } } })));
    } catch (error) {
      setProblem(toProblem(error));
    }
    setBusy(false);
  }

  return (
    <Section
      id="reconcile"
      title="Check a day"
      lead="Adds the day up again from every click and conversion, and compares."
    >
      <form class="inline" onSubmit={(event) => void submit(event)} noValidate>
        <Field label="Day" error={problem?.about("day")}>
          {(control) => (
            <input {...control} type="date" value={day} onInput={(e) => setDay(e.currentTarget.value)} />
          )}
        </Field>
        <button type="submit" disabled={busy || !day}>
          {busy ? "Adding up…" : "Check"}
        </button>
      </form>
      {problem && !problem.about("day") && <Failure problem={problem} />}
      <div role="status">{result && <Answer result={result} />}</div>
    </Section>
  );
}

function Answer({ result }: { result: Reconciled }) {
  const differences = result.differences ?? [];
  return (
    <div class="answer">
      <p>
        <b>
          {differences.length === 0
            ? "Every number agrees"
            : `${plural(differences.length, "counter")} differ`}
        </b>{" "}
        on {dayName(result.day)}: {plural(result.events.hits, "hit")}, {plural(result.events.leads, "lead")},{" "}
        {plural(result.events.sales, "sale")}.
      </p>
      {result.pending > 0 && (
        <p class="small">{plural(result.pending, "event")} of the last moments are not counted yet.</p>
      )}
      <ul>
        {differences.map((d, i) => (
          <li key={i} class="small">
            {[d.partner, d.website, d.ad].filter(Boolean).join(" / ")}, hour {d.hour}:{" "}
            {(d.wrong ?? []).join(", ")} – hits {count(d.events.hits)} by events, {count(d.counters.hits)} by
            counters
          </li>
        ))}
      </ul>
    </div>
  );
}

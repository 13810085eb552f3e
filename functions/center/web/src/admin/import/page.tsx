import { useState } from "preact/hooks";
import type { Problem } from "../../api/problem";
import { refresh, toProblem } from "../../api/resource";
import { plural } from "../../format";
import { Page, Section } from "../../frame/page";
import { announce } from "../../parts/announce";
import { Field } from "../../parts/field";
import { Icon } from "../../parts/icon";
import { saveFile } from "../../parts/save";
import { Failure } from "../../parts/states";
import type { ImportResult } from "../rows";
import { Outcomes } from "./outcomes";
import { download, mostBytes, upload, type Kind } from "./upload";

/** Import of partners or websites from CSV, checked before anything is written, and export of the same. */
export function ImportPage() {
  return (
    <Page title="Import and export" lead="Partners and websites as CSV files.">
      <Import />
      <Export />
    </Page>
  );
}

type State =
  | { step: "choose" }
  | { step: "checking" }
  | { step: "checked"; result: ImportResult }
  | { step: "importing"; total: number; done: number }
  | { step: "done"; result: ImportResult };

function Import() {
  const [kind, setKind] = useState<Kind>("partners");
  const [file, setFile] = useState<File>();
  const [state, setState] = useState<State>({ step: "choose" });
  const [problem, setProblem] = useState<Problem>();
  const tooLarge = file && file.size > mostBytes ? "The file is larger than 5 MB. Split it." : "";
  const busy = state.step === "checking" || state.step === "importing";

  function choose(changes: { kind?: Kind; file?: File | undefined }) {
    if (changes.kind) setKind(changes.kind);
    if ("file" in changes) setFile(changes.file);
    setState({ step: "choose" });
    setProblem(undefined);
  }

  async function run(dryRun: boolean, total = 0) {
    if (!file) return;
    setProblem(undefined);
    setState(dryRun ? { step: "checking" } : { step: "importing", total, done: 0 });
    try {
      const progress = (r: ImportResult) =>
        setState({ step: "importing", total: r.total, done: r.total - r.pending });
      const result = await upload(kind, file, dryRun, progress);
      setState(dryRun ? { step: "checked", result } : { step: "done", result });
      if (!dryRun) refresh("admin:");
      announce(dryRun ? "The file was checked" : "The import is done");
    } catch (error) {
      setProblem(toProblem(error));
      setState({ step: "choose" });
    }
  }

  return (
    <Section
      id="import"
      title="Import"
      lead="First the file is checked and you see what would happen. The same file again changes nothing."
    >
      <div class="stack">
        <KindField kind={kind} onChange={(kind) => choose({ kind })} />
        <Field
          label="CSV file"
          hint="Up to 5 MB. The first row names the columns, as other systems name them too."
          error={tooLarge}
        >
          {(control) => (
            <input
              {...control}
              type="file"
              accept=".csv,text/csv"
              onChange={(e) => choose({ file: e.currentTarget.files?.[0] })}
            />
          )}
        </Field>
        <div class="actions">
          <button
            type="button"
            class={state.step === "checked" ? "" : "main"}
            disabled={!file || busy || tooLarge !== ""}
            onClick={() => void run(true)}
          >
            {state.step === "checking" ? "Checking…" : "Check the file"}
          </button>
          {state.step === "checked" && (
            <ImportButton
              result={state.result}
              kind={kind}
              start={() => void run(false, state.result.total)}
            />
          )}
        </div>
        {problem && <Failure problem={problem} />}
        {state.step === "importing" && <Progress total={state.total} done={state.done} />}
        {(state.step === "checked" || state.step === "done") && <Outcomes result={state.result} />}
      </div>
    </Section>
  );
}

function KindField({ kind, onChange }: { kind: Kind; onChange(kind: Kind): void }) {
  return (
    <fieldset class="segments">
      <legend>What is in the file</legend>
      {(["partners", "websites"] as const).map((k) => (
        <label key={k}>
          <input type="radio" name="kind" checked={k === kind} onChange={() => onChange(k)} />
          <span>{k === "partners" ? "Partners" : "Websites"}</span>
        </label>
      ))}
    </fieldset>
  );
}

function ImportButton({ result, kind, start }: { result: ImportResult; kind: Kind; start(): void }) {
  const rows = result.created + result.updated;
  if (rows === 0) return null;
  return (
    <button type="button" class="main" onClick={start}>
      Import {plural(rows, kind.slice(0, -1), kind)}
    </button>
  );
}

function Progress({ total, done }: { total: number; done: number }) {
  return (
    <div class="progress" role="status">
      <progress aria-label="Rows imported" max={total || undefined} value={done || undefined} />
      <span class="small">
        {done ? `${done} of ${plural(total, "row")} done` : `Importing ${plural(total, "row")}…`}
      </span>
    </div>
  );
}

function Export() {
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState<Kind>();

  async function save(kind: Kind) {
    setBusy(kind);
    setProblem(undefined);
    try {
      saveFile(await download(kind), `${kind}.csv`);
      announce(`Saved ${kind}.csv`);
    } catch (error) {
      setProblem(toProblem(error));
    }
    setBusy(undefined);
  }

  return (
    <Section id="export" title="Export" lead="All of them, in the columns that an import takes.">
      <div class="actions">
        {(["partners", "websites"] as const).map((kind) => (
          <button type="button" key={kind} disabled={busy !== undefined} onClick={() => void save(kind)}>
            <Icon name="download" />
            {busy === kind ? "Reading…" : kind === "partners" ? "Partners" : "Websites"}
          </button>
        ))}
      </div>
      {problem && <Failure problem={problem} />}
    </Section>
  );
}

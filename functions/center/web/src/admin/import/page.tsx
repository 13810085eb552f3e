import { useState } from "preact/hooks";
import { plural } from "../../format";
import { Page, Section } from "../../frame/page";
import { Field } from "../../parts/field";
import { Failure } from "../../parts/states";
import type { ImportResult } from "../rows";
import { Export } from "./export";
import { Outcomes } from "./outcomes";
import { useImport } from "./run";
import { kinds, mostBytes, type Kind } from "./files";

/** Partners and websites as CSV files: import, with a check before any change, and export. */
export function ImportPage() {
  return (
    <Page title="Import and export" lead="Partners and websites as CSV files.">
      <Import />
      <Export />
    </Page>
  );
}

function Import() {
  const [kind, setKind] = useState<Kind>("partners");
  const [file, setFile] = useState<File>();
  const { state, problem, reset, check, start } = useImport();
  const tooLarge = file && file.size > mostBytes ? "The file is larger than 5 MB. Split it." : "";
  const busy = state.step === "checking" || state.step === "importing";

  return (
    <Section
      id="import"
      title="Import"
      lead="The file is checked first, and you see what would happen. Importing the same file again changes nothing."
    >
      <div class="stack">
        <KindField kind={kind} onChange={(kind) => (setKind(kind), reset())} />
        <FileField onChange={(file) => (setFile(file), reset())} error={tooLarge} />
        <div class="actions">
          <button
            type="button"
            class={state.step === "checked" ? "" : "main"}
            disabled={!file || busy || tooLarge !== ""}
            onClick={() => file && void check(kind, file)}
          >
            {state.step === "checking" ? "Checking…" : "Check the file"}
          </button>
          {file && state.step === "checked" && (
            <ImportButton
              result={state.result}
              kind={kind}
              start={() => void start(kind, file, state.result.total)}
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
      {kinds.map(({ id, title }) => (
        <label key={id}>
          <input type="radio" name="kind" checked={id === kind} onChange={() => onChange(id)} />
          <span>{title}</span>
        </label>
      ))}
    </fieldset>
  );
}

function FileField({ onChange, error }: { onChange(file: File | undefined): void; error: string }) {
  return (
    <Field
      label="CSV file"
      hint="Up to 5 MB. The first row names the columns; common names from other systems work too."
      error={error}
    >
      {(control) => (
        <input
          {...control}
          type="file"
          accept=".csv,text/csv"
          onChange={(e) => onChange(e.currentTarget.files?.[0])}
        />
      )}
    </Field>
  );
}

function ImportButton({ result, kind, start }: { result: ImportResult; kind: Kind; start(): void }) {
  const rows = result.created + result.updated;
  if (rows === 0) return null;
  const { one, many } = kinds.find(({ id }) => id === kind)!;
  return (
    <button type="button" class="main" onClick={start}>
      Import {plural(rows, one, many)}
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

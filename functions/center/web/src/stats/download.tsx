import { useState } from "preact/hooks";
import { askCSV } from "../api/client";
import { toProblem } from "../api/resource";
import { announce } from "../parts/announce";
import { Icon } from "../parts/icon";
import { saveFile } from "../parts/save";
import { fileName } from "./file-name";
import { apiQuery, type Question } from "./question";

/** Buttons that save the stats as a CSV file. */
export function DownloadCSV({ path, question }: { path: string; question: Question }) {
  const [busy, setBusy] = useState(false);

  async function download(more: Record<string, string>) {
    setBusy(true);
    try {
      saveFile(await askCSV(`${path}?${csvQuery(question, more)}`), fileName(question));
      announce("Stats saved as CSV");
    } catch (error) {
      announce(toProblem(error)?.message ?? "");
    }
    setBusy(false);
  }

  const disabled = busy || question.periodError !== "";
  return (
    <>
      <button type="button" disabled={disabled} onClick={() => void download({})}>
        <Icon name="download" />
        CSV
      </button>
      <button
        type="button"
        disabled={disabled}
        title="The same file, marked as UTF-8, which Excel does not find out by itself"
        onClick={() => void download({ bom: "true" })}
      >
        <Icon name="download" />
        For Excel
      </button>
    </>
  );
}

function csvQuery(question: Question, more: Record<string, string>): URLSearchParams {
  const query = new URLSearchParams(more);
  for (const [name, value] of Object.entries(apiQuery(question, question.by)))
    for (const one of [value].flat()) query.append(name, one);
  return query;
}

import { useState } from "preact/hooks";
import { askCSV } from "../api/client";
import { toProblem } from "../api/resource";
import { announce } from "../parts/announce";
import { Icon } from "../parts/icon";
import { saveFile } from "../parts/save";
import { apiQuery, type Question } from "./question";

/** A button that saves the stats as a CSV file. */
export function DownloadCSV({ path, question }: { path: string; question: Question }) {
  const [busy, setBusy] = useState(false);

  async function download() {
    setBusy(true);
    try {
      const query = new URLSearchParams(
        Object.entries(apiQuery(question)).map(([name, value]) => [name, `${value}`]),
      );
      const { from, to } = question.period;
      saveFile(await askCSV(`${path}?${query}`), `link-tracking-stats-${from}-${to}.csv`);
      announce("Stats saved as CSV");
    } catch (error) {
      announce(toProblem(error)?.message ?? "");
    }
    setBusy(false);
  }

  return (
    <button type="button" disabled={busy || question.periodError !== ""} onClick={() => void download()}>
      <Icon name="download" />
      CSV
    </button>
  );
}

import { useState } from "preact/hooks";
import { askCSV } from "../api/client";
import { toProblem } from "../api/resource";
import { announce } from "../parts/announce";
import { Icon } from "../parts/icon";
import { saveFile } from "../parts/save";
import type { Narrowed } from "./query";

interface Props {
  path: string;
  narrowed: Pick<Narrowed<string>, "query" | "period" | "periodError">;
}

/** A button that saves a list of conversions, all of it, as a CSV file. */
export function DownloadConversions({ path, narrowed }: Props) {
  const [busy, setBusy] = useState(false);
  const { query, period, periodError } = narrowed;

  async function download() {
    setBusy(true);
    try {
      const file = await askCSV(`${path}?${new URLSearchParams(query)}`);
      saveFile(file, `conversions-${period.from}-${period.to}.csv`);
      announce("Conversions saved as CSV");
    } catch (error) {
      announce(toProblem(error)?.message ?? "");
    }
    setBusy(false);
  }

  return (
    <button type="button" disabled={busy || periodError !== ""} onClick={() => void download()}>
      <Icon name="download" />
      CSV
    </button>
  );
}

import { useState } from "preact/hooks";
import type { Problem } from "../../api/problem";
import { toProblem } from "../../api/resource";
import { Section } from "../../frame/page";
import { announce } from "../../parts/announce";
import { Icon } from "../../parts/icon";
import { saveFile } from "../../parts/save";
import { Failure } from "../../parts/states";
import { download, kinds, type Kind } from "./files";

/** Saves all partners or websites as a file. */
export function Export() {
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
    <Section id="export" title="Export" lead="All of them, in the columns that an import reads.">
      <div class="actions">
        {kinds.map(({ id, title }) => (
          <button type="button" key={id} disabled={busy !== undefined} onClick={() => void save(id)}>
            <Icon name="download" />
            {busy === id ? "Reading…" : title}
          </button>
        ))}
      </div>
      {problem && <Failure problem={problem} />}
    </Section>
  );
}

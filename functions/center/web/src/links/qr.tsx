import { useEffect, useState } from "preact/hooks";
import { askBlob } from "../api/client";
import { useResource } from "../api/resource";
import type { Link } from "../api/rows";
import { announce } from "../parts/announce";
import { Dialog } from "../parts/dialog";
import { saveFile } from "../parts/save";
import { Icon } from "../parts/icon";
import { Failure, Loading } from "../parts/states";
import { toProblem } from "../api/resource";

type Format = "svg" | "png";
const types: Record<Format, string> = { svg: "image/svg+xml", png: "image/png" };

function readQR(link: Link, format: Format): Promise<Blob> {
  const query = new URLSearchParams({ website: link.website, partner: link.partner, format });
  if (link.ad) query.set("ad", link.ad);
  return askBlob(`/api/links/qr?${query}`, types[format]);
}

/** The link as a QR code, to show and to download. */
export function QRDialog({ link, onClose }: { link: Link; onClose(): void }) {
  const name = ["qr", link.website, link.partner, link.ad].filter(Boolean).join("-");
  const code = useResource(`qr:${name}`, () => readQR(link, "svg"));
  const image = useObjectURL(code.data);

  async function download(format: Format) {
    try {
      saveFile(await readQR(link, format), `${name}.${format}`);
      announce(`QR code saved as ${format.toUpperCase()}`);
    } catch (error) {
      announce(toProblem(error)?.message ?? "");
    }
  }

  return (
    <Dialog title="QR code" onClose={onClose}>
      <p class="small url">{link.url}</p>
      {code.problem && <Failure problem={code.problem} retry={code.reload} />}
      {!code.data && !code.problem && <Loading rows={1} what="the QR code" />}
      {image && (
        <img class="qr" src={image} width="240" height="240" alt={`QR code that leads to ${link.url}`} />
      )}
      <div class="actions">
        {(["svg", "png"] as const).map((format) => (
          <button type="button" key={format} onClick={() => void download(format)}>
            <Icon name="download" />
            {format.toUpperCase()}
          </button>
        ))}
      </div>
    </Dialog>
  );
}

function useObjectURL(blob: Blob | undefined): string {
  const [url, setURL] = useState("");
  useEffect(() => {
    if (!blob) return;
    const made = URL.createObjectURL(blob);
    setURL(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  return url;
}

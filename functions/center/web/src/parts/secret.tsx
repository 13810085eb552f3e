import { CopyButton } from "./copy";
import { Dialog } from "./dialog";

interface Props {
  title: string;
  secret: string;
  /** What it is called in the middle of a sentence: "the key". */
  what: string;
  onClose(): void;
}

/** Shows a secret. This is the only time that anybody can see it. */
export function SecretDialog({ title, secret, what, onClose }: Props) {
  return (
    <Dialog title={title} onClose={onClose}>
      <p>Copy it now. It is not shown again.</p>
      <p class="secret">{secret}</p>
      <div class="actions">
        <CopyButton text={secret} what={what} main />
        <button type="button" onClick={onClose}>
          Done
        </button>
      </div>
    </Dialog>
  );
}

import type { Ref } from "preact";
import { useEffect, useState } from "preact/hooks";
import { announce, readOut } from "./announce";
import { Icon } from "./icon";

interface Props {
  text: string;
  /** What is copied, for those who don't see what is beside the button. */
  what: string;
  main?: boolean;
  buttonRef?: Ref<HTMLButtonElement>;
}

const shownMilliseconds = 2500;

/** A button that copies text, and says so. */
export function CopyButton({ text, what, main, buttonRef }: Props) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), shownMilliseconds);
    return () => clearTimeout(timer);
  }, [copied]);

  async function copy() {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      readOut(`Copied ${what}`);
    } catch {
      announce("The browser did not allow that. Select the text and copy it yourself.");
    }
  }

  return (
    <button
      ref={buttonRef}
      type="button"
      class={main ? "main" : ""}
      aria-label={`${copied ? "Copied" : "Copy"} ${what}`}
      onClick={() => void copy()}
    >
      <Icon name={copied ? "check" : "copy"} />
      {copied ? "Copied" : "Copy"}
    </button>
  );
}

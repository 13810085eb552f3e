import { useEffect, useState } from "preact/hooks";

let show: (text: string) => void = () => undefined;
let read: (text: string) => void = () => undefined;
const shownMilliseconds = 4000;

/** Tells everybody, in words and on screen, that something was done. */
export function announce(text: string) {
  show(text);
}

/** Tells those who can't see it what the page shows already. */
export function readOut(text: string) {
  read(text);
}

/** Where announcements appear. Stands in the page from the start, or screen readers miss the first one. */
export function Announcements() {
  const [shown, setShown] = usePassing();
  const [heard, setHeard] = usePassing();
  useEffect(() => {
    show = setShown;
    read = setHeard;
  }, []);
  return (
    <>
      <div class={shown ? "announcement shown" : "announcement"} role="status">
        {shown}
      </div>
      <div class="hidden" role="status">
        {heard}
      </div>
    </>
  );
}

/** A text that goes away, so that the same text can be told again. */
function usePassing(): [string, (text: string) => void] {
  const [text, setText] = useState("");
  useEffect(() => {
    if (!text) return;
    const timer = setTimeout(() => setText(""), shownMilliseconds);
    return () => clearTimeout(timer);
  }, [text]);
  return [text, setText];
}

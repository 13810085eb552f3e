import { useEffect, useState } from "preact/hooks";

let show: (text: string) => void = () => undefined;
let read: (text: string) => void = () => undefined;
const shownMilliseconds = 4000;

/** Announces something on the screen and to screen readers. */
export function announce(text: string) {
  show(text);
}

/** Announces to screen readers alone what the page shows anyway. */
export function readOut(text: string) {
  read(text);
}

/** Where announcements appear. Unless it is there from the start, screen readers miss the first. */
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

/** A text that clears itself, so that the same one can be announced again. */
function usePassing(): [string, (text: string) => void] {
  const [text, setText] = useState("");
  useEffect(() => {
    if (!text) return;
    const timer = setTimeout(() => setText(""), shownMilliseconds);
    return () => clearTimeout(timer);
  }, [text]);
  return [text, setText];
}

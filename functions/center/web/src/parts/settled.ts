import { useEffect, useState } from "preact/hooks";

const settleMilliseconds = 200;

/** A value that lags behind until typing pauses, so that not every keystroke is a request. */
export function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), settleMilliseconds);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

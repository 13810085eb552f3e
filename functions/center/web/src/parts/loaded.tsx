import type { ComponentChildren } from "preact";
import type { Resource } from "../api/resource";
import { Failure, Loading } from "./states";

interface Props<T> {
  of: Resource<T>;
  /** What it is called in the middle of a sentence: "your links". */
  what: string;
  /** How many rows to leave space for. */
  rows?: number;
  children(data: NonNullable<T>): ComponentChildren;
}

/** Shows a resource once it has been read; until then a placeholder, or what went wrong. */
export function Loaded<T>({ of, what, rows, children }: Props<T>) {
  return (
    <>
      {of.problem && <Failure problem={of.problem} retry={of.reload} />}
      {!of.data && of.loading && <Loading rows={rows} what={what} />}
      {of.data && children(of.data)}
    </>
  );
}

import type { ComponentChildren } from "preact";
import type { Problem } from "../api/problem";
import { Icon } from "./icon";

/** Says what went wrong, and offers to try again. */
export function Failure({ problem, retry }: { problem: Problem; retry?: () => void }) {
  return (
    <div class="failure" role="alert">
      <Icon name="alert" />
      <p>
        {problem.message}
        {problem.requestId && <span class="request">Reference {problem.requestId}</span>}
      </p>
      {retry && (
        <button type="button" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}

/** Says that there is nothing yet, and what to do next. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      {children}
    </div>
  );
}

/** A placeholder for rows that are being loaded. */
export function Loading({ rows = 3, what }: { rows?: number; what: string }) {
  return (
    <div class="loading" role="status">
      <span class="hidden">Loading {what}</span>
      {Array.from({ length: rows }, (_, i) => (
        <div class="bone" key={i} />
      ))}
    </div>
  );
}

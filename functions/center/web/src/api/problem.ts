/** What is wrong with one field of the input. */
export interface FieldProblem {
  field: string;
  message: string;
}

/** An unsuccessful answer, in words that people can be shown (RFC 9457). */
export class Problem extends Error {
  readonly status: number;
  readonly requestId: string;
  readonly fields: FieldProblem[];

  constructor(status: number, message: string, requestId = "", fields: FieldProblem[] = []) {
    super(message);
    this.status = status;
    this.requestId = requestId;
    this.fields = fields;
  }

  /** What is wrong with a field, as a sentence, or "". The API may put a path before its name. */
  about(field: string): string {
    return sentence(
      this.fields.find((f) => f.field === field || f.field.endsWith(`.${field}`))?.message ?? "",
    );
  }
}

/** Assigns a conflict that names no field to the only one that it can be about. */
export function takenBeside(problem: Problem | undefined, field: string): Problem | undefined {
  if (problem?.status === 409 && problem.fields.length === 0)
    problem.fields.push({ field, message: problem.message });
  return problem;
}

/** A problem with one field that the page finds by itself. */
export function fieldProblem(field: string, message: string): Problem {
  return new Problem(422, "", "", [{ field, message }]);
}

interface ProblemBody {
  title?: string;
  detail?: string;
  requestId?: string;
  errors?: FieldProblem[];
}

/** Makes a Problem out of an answer's body, which may be anything. */
export function problemOf(status: number, body: unknown): Problem {
  const problem = (typeof body === "object" && body ? body : {}) as ProblemBody;
  const fields = Array.isArray(problem.errors) ? problem.errors : [];
  return new Problem(
    status,
    sentence(problem.detail || problem.title || general(status)),
    problem.requestId,
    fields,
  );
}

function general(status: number): string {
  if (status === 413) return "That is too large.";
  if (status === 429) return "Too many requests. Wait a moment and try again.";
  if (status >= 500) return "Something went wrong on our side. Try again in a moment.";
  return "That did not work.";
}

/** The text with a capital at its start and a full stop at its end. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  return trimmed && trimmed[0]!.toUpperCase() + trimmed.slice(1) + (/[.!?]$/.test(trimmed) ? "" : ".");
}

/** What the API says about one field of the input. */
export interface FieldProblem {
  field: string;
  message: string;
}

/** An answer that is not what was asked for, in words that people can be shown (RFC 9457). */
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

  /** What is wrong with a field, as a sentence, or "". A field is named alone or with the path to it. */
  about(field: string): string {
    return sentence(
      this.fields.find((f) => f.field === field || f.field.endsWith(`.${field}`))?.message ?? "",
    );
  }
}

/** A name that is taken is a conflict without fields; where only one field can be in conflict, it belongs beside that. */
export function takenBeside(problem: Problem | undefined, field: string): Problem | undefined {
  if (problem?.status === 409 && problem.fields.length === 0)
    problem.fields.push({ field, message: problem.message });
  return problem;
}

interface ProblemBody {
  title?: string;
  detail?: string;
  requestId?: string;
  errors?: FieldProblem[];
}

/** Makes a Problem of an answer's body, which may be anything. */
export function problemOf(status: number, body: unknown): Problem {
  const told = (typeof body === "object" && body ? body : {}) as ProblemBody;
  const fields = Array.isArray(told.errors) ? told.errors : [];
  return new Problem(status, sentence(told.detail || told.title || general(status)), told.requestId, fields);
}

function general(status: number): string {
  if (status === 429) return "Too many requests. Wait a moment and try again.";
  if (status >= 500) return "Something went wrong on our side. Try again in a moment.";
  return "That did not work.";
}

/** Starts with a capital and ends with a full stop. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  return trimmed && trimmed[0]!.toUpperCase() + trimmed.slice(1) + (/[.!?]$/.test(trimmed) ? "" : ".");
}

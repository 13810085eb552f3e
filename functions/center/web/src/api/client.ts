import createClient from "openapi-fetch";
import { SignedOut, type Session } from "../session/session";
import { Problem, problemOf } from "./problem";
import type { paths } from "./schema";

// The gateway answers within 30 seconds.
const timeoutMilliseconds = 32_000;

let session: Session;

/** Sets the session that requests are made with. Call once, before the first request. */
export function actAs(s: Session) {
  session = s;
}

/** Sends a request with the session's token; if that is refused, once more with a new one. */
export async function authorizedFetch(request: Request): Promise<Response> {
  const again = request.clone();
  const answer = await send(request, await session.token());
  if (answer.status !== 401) return answer;
  return send(again, await session.renew());
}

function send(request: Request, token: string): Promise<Response> {
  const headers = new Headers(request.headers);
  headers.set("authorization", `Bearer ${token}`);
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(timeoutMilliseconds)]);
  return fetch(new Request(request, { headers, signal }));
}

/** The API, typed from its OpenAPI document. */
export const api = createClient<paths>({ baseUrl: "/", fetch: authorizedFetch });

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/**
 * The body of a JSON answer; for CSV there is askCSV. Throws a Problem for everything but success,
 * and SignedOut once the session has ended.
 */
export async function ask<T>(answer: Promise<Answer<T>>): Promise<Exclude<T, string>> {
  const { data, error, response } = await answer.catch(unreachable);
  if (!response.ok) throw problemOf(response.status, error);
  return data as Exclude<T, string>;
}

/** A file from the API, such as a QR code. */
export async function askBlob(path: string, accept: string): Promise<Blob> {
  return (await askFile(path, accept)).blob();
}

async function askFile(path: string, accept: string): Promise<Response> {
  const answer = await authorizedFetch(new Request(path, { headers: { accept } })).catch(unreachable);
  if (!answer.ok) throw problemOf(answer.status, await answer.json().catch(() => undefined));
  return answer;
}

/**
 * A table from the API as one CSV file. The API sends a large one in parts, each of which names the
 * next.
 */
export async function askCSV(path: string): Promise<Blob> {
  const parts: Blob[] = [];
  for (let next: string | undefined = path; next;) {
    const answer = await askFile(next, "text/csv");
    parts.push(await answer.blob());
    next = /<([^>]+)>;\s*rel="next"/.exec(answer.headers.get("link") ?? "")?.[1];
  }
  return new Blob(parts, { type: "text/csv" });
}

function unreachable(error: unknown): never {
  if (error instanceof SignedOut || (error instanceof DOMException && error.name === "AbortError"))
    throw error;
  if (error instanceof DOMException && error.name === "TimeoutError")
    throw new Problem(0, "That took too long. Try again.");
  throw new Problem(0, "The server could not be reached. Check your connection and try again.");
}

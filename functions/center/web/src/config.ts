/** What the page needs to know before anybody can sign in. The center serves it at /config.json. */
export interface Config {
  issuer: string;
  clientId: string;
  scopes: string;
}

/** Reads the configuration. If that fails it throws, and all the page can do is say so. */
export async function readConfig(): Promise<Config> {
  const answer = await fetch("/config.json", { headers: { accept: "application/json" } });
  if (!answer.ok) throw new Error(`config.json: ${answer.status}`);
  return (await answer.json()) as Config;
}

/** What the page needs to know before anybody can sign in; the center function answers it at /config.json. */
export interface Config {
  issuer: string;
  clientId: string;
  scopes: string;
}

/** Reads the configuration. Throws when it cannot be read; the page can then do nothing but say so. */
export async function readConfig(): Promise<Config> {
  const answer = await fetch("/config.json", { headers: { accept: "application/json" } });
  if (!answer.ok) throw new Error(`config.json: ${answer.status}`);
  return (await answer.json()) as Config;
}

/** What the page needs to know before anybody can sign in. The center serves it at /config.json. */
export interface Config {
  issuer: string;
  clientId: string;
  scopes: string;
  /** The account's time zone, which reports are in unless they name one: an IANA name. */
  timeZone: string;
}

/** The account's time zone. */
export let accountZone = "UTC";

/** Reads the configuration. If that fails it throws, and all the page can do is say so. */
export async function readConfig(): Promise<Config> {
  const answer = await fetch("/config.json", { headers: { accept: "application/json" } });
  if (!answer.ok) throw new Error(`config.json: ${answer.status}`);
  const config = (await answer.json()) as Config;
  accountZone = config.timeZone || accountZone;
  return config;
}

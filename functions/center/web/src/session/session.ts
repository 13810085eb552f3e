import { ErrorResponse, UserManager, WebStorageStateStore, type User } from "oidc-client-ts";
import type { Config } from "../config";
import { isPage } from "../router";

/** A session is signed out, signed in, or was signed in until the issuer stopped renewing it. */
export type SessionState = "out" | "in" | "expired";

/** Thrown when there is no session to act in; the page shows how to sign in again. */
export class SignedOut extends Error {}

const renewBeforeSeconds = 60;

/**
 * Session signs in with the authorization code flow and PKCE and renews tokens with the rotating refresh token, when they are
 * asked for rather than on a timer: a laptop that slept renews on its first request. Tokens are kept in sessionStorage, so they
 * survive a reload, belong to one tab, and end with it; the strict content security policy is what keeps scripts away from them.
 */
export class Session {
  state: SessionState = "out";
  /** Why the last attempt to sign in failed, for people. */
  problem = "";
  private user: User | null = null;
  private renewing: Promise<string> | null = null;
  private readonly listeners = new Set<() => void>();
  private readonly manager: UserManager;

  constructor(
    config: Config,
    private readonly home = `${location.origin}/`,
  ) {
    const store = new WebStorageStateStore({ store: sessionStorage });
    this.manager = new UserManager({
      authority: config.issuer,
      client_id: config.clientId,
      scope: config.scopes,
      redirect_uri: home,
      response_type: "code",
      userStore: store,
      stateStore: store,
      automaticSilentRenew: false,
      revokeTokenTypes: ["refresh_token"],
      requestTimeoutInSeconds: 15,
    });
  }

  /** Picks up the session of this tab, or completes a sign-in that comes back from the issuer. Call once, before rendering. */
  async start() {
    const query = new URLSearchParams(location.search);
    if (query.has("state") && (query.has("code") || query.has("error"))) {
      await this.complete();
    } else {
      this.user = await this.manager.getUser();
    }
    this.become(this.user ? "in" : "out");
  }

  private async complete() {
    let back = "/";
    try {
      this.user = (await this.manager.signinCallback()) ?? null;
      back = pathIn(this.user?.state);
    } catch (error) {
      console.info("sign-in did not complete:", error);
      this.user = await this.manager.getUser();
      if (!this.user) this.problem = "Sign-in was not completed. Please try again.";
    }
    history.replaceState(null, "", back);
  }

  /** Leaves for the issuer's sign-in page and comes back to where the visitor is now. */
  async signIn() {
    await this.manager.signinRedirect({ state: { path: location.pathname + location.search } });
  }

  /** Ends the session here and at the issuer, and comes back to the welcome. */
  async signOut() {
    await this.manager.revokeTokens(["refresh_token"]).catch(() => undefined);
    sessionStorage.clear();
    location.assign(await this.signOutAddress().catch(() => this.home));
  }

  // Cognito's sign-out endpoint takes parameters of its own, not those of OpenID Connect
  // (https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html).
  private async signOutAddress(): Promise<string> {
    const endpoint = await this.manager.metadataService.getEndSessionEndpoint();
    if (!endpoint) return this.home;
    return `${endpoint}?${new URLSearchParams({ client_id: this.manager.settings.client_id, logout_uri: this.home })}`;
  }

  /** An access token that is good for a while yet. Throws SignedOut, or whatever kept the issuer from being reached. */
  async token(): Promise<string> {
    if (!this.user || this.state !== "in") throw new SignedOut();
    if ((this.user.expires_in ?? 0) > renewBeforeSeconds) return this.user.access_token;
    return this.renew();
  }

  /** A new access token, whatever the old one says. Requests that fail together renew once. */
  renew(): Promise<string> {
    this.renewing ??= this.refresh().finally(() => (this.renewing = null));
    return this.renewing;
  }

  private async refresh(): Promise<string> {
    if (!this.user?.refresh_token) throw await this.expire();
    try {
      this.user = await this.manager.signinSilent();
    } catch (error) {
      if (error instanceof ErrorResponse) throw await this.expire();
      throw error;
    }
    if (!this.user) throw await this.expire();
    return this.user.access_token;
  }

  private async expire(): Promise<SignedOut> {
    await this.manager.removeUser();
    this.user = null;
    this.become("expired");
    return new SignedOut();
  }

  private become(state: SessionState) {
    this.state = state;
    for (const listener of this.listeners) listener();
  }

  /** Calls listener after every change of state; returns how to stop. */
  watch(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

function pathIn(state: unknown): string {
  const path = typeof state === "object" && state && "path" in state ? String(state.path) : "/";
  return isPage(path.split("?")[0] ?? "") ? path : "/";
}

import { ErrorResponse, UserManager, WebStorageStateStore, type User } from "oidc-client-ts";
import type { Config } from "../config";
import { isPage } from "../router";

/** Signed out, signed in, or signed in until the issuer refused to renew the session. */
export type SessionState = "out" | "in" | "expired";

/** Thrown if nobody is signed in; the page then offers to sign in again. */
export class SignedOut extends Error {}

const renewBeforeSeconds = 60;

/**
 * Session signs in with the authorization code flow and PKCE, and renews tokens with the rotating
 * refresh token. It does so when a token is needed, and not on a timer: a laptop that slept renews
 * on its first request. Tokens are in sessionStorage, so they survive a reload and end with the
 * tab. It is the strict content security policy that keeps foreign scripts away from them.
 */
export class Session {
  state: SessionState = "out";
  /** Why the last attempt to sign in failed, in words for the visitor. */
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

  /**
   * Resumes the session of this tab, or completes a sign-in that returns from the issuer. Call
   * once, before rendering.
   */
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

  /** Leaves for the issuer's sign-in page, which leads back to where the visitor is now. */
  async signIn() {
    await this.manager.signinRedirect({ state: { path: location.pathname + location.search } });
  }

  /** Ends the session here and at the issuer, then shows the welcome. */
  async signOut() {
    await this.manager.revokeTokens(["refresh_token"]).catch(() => undefined);
    sessionStorage.clear();
    location.assign(await this.signOutAddress().catch(() => this.home));
  }

  // Cognito's sign-out endpoint has its own parameters, not those of OpenID Connect
  // (https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html).
  private async signOutAddress(): Promise<string> {
    const endpoint = await this.manager.metadataService.getEndSessionEndpoint();
    if (!endpoint) return this.home;
    return `${endpoint}?${new URLSearchParams({ client_id: this.manager.settings.client_id, logout_uri: this.home })}`;
  }

  /**
   * An access token that stays valid for a while. Throws SignedOut, or the error that kept the
   * issuer from being reached.
   */
  async token(): Promise<string> {
    if (!this.user || this.state !== "in") throw new SignedOut();
    if ((this.user.expires_in ?? 0) > renewBeforeSeconds) return this.user.access_token;
    return this.renew();
  }

  /** A new access token, even if the old one is still valid. Simultaneous calls renew once. */
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

  /** Calls listener after every change of state. Returns a function that stops it. */
  watch(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

function pathIn(state: unknown): string {
  const path = typeof state === "object" && state && "path" in state ? String(state.path) : "/";
  return isPage(path.split("?")[0] ?? "") ? path : "/";
}

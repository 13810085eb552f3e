import { useEffect, useState } from "preact/hooks";
import { api, ask } from "./api/client";
import { forgetAll, useResource } from "./api/resource";
import type { Me } from "./api/rows";
import { Frame } from "./frame/frame";
import { Page } from "./frame/page";
import { HomePage } from "./home/page";
import { LinksPage } from "./links/page";
import { MeContext } from "./me";
import { Announcements } from "./parts/announce";
import { Later } from "./parts/later";
import { Loading } from "./parts/states";
import { usePlace } from "./router";
import { Expired } from "./session/expired";
import { NoAccount } from "./session/no-account";
import type { Session, SessionState } from "./session/session";
import { Welcome } from "./session/welcome";

const postbackPage = () => import("./postback/page").then((m) => m.PostbackPage);
const statsPage = () => import("./stats/page").then((m) => m.StatsPage);
const conversionsPage = () => import("./conversions/page").then((m) => m.ConversionsPage);
const adminPages = () => import("./admin/pages").then((m) => m.AdminPages);

/** The whole page: what the path names if somebody is signed in, and otherwise the welcome. */
export function App({ session }: { session: Session }) {
  const [state, setState] = useState<SessionState>(session.state);
  useEffect(() => session.watch(() => setState(session.state)), [session]);
  useEffect(() => {
    if (state === "out") forgetAll();
  }, [state]);
  return (
    <>
      {state === "out" ? <Welcome session={session} /> : <SignedIn session={session} />}
      {state === "expired" && <Expired session={session} />}
      <Announcements />
    </>
  );
}

function SignedIn({ session }: { session: Session }) {
  const { path } = usePlace();
  const me = useResource("me", () => ask(api.GET("/api/me")));
  if (!me.data) {
    return (
      <main class="welcome">
        {me.problem ? (
          <NoAccount session={session} problem={me.problem} retry={me.reload} />
        ) : (
          <Loading what="your account" />
        )}
      </main>
    );
  }
  return (
    <MeContext.Provider value={me.data}>
      <Frame session={session} path={path}>
        <Routed path={path} me={me.data} />
      </Frame>
    </MeContext.Provider>
  );
}

function Routed({ path, me }: { path: string; me: Me }) {
  if (path === "/" && !me.partner) return <Later load={adminPages} what="the admin pages" />;
  if (path === "/") return <HomePage />;
  if (path === "/links") return <LinksPage />;
  if (path === "/postback") return <Later load={postbackPage} what="your postback" />;
  if (path === "/stats") return <Later load={statsPage} what="your stats" />;
  if (path === "/conversions") return <Later load={conversionsPage} what="your conversions" />;
  if (me.admin && path.startsWith("/admin")) return <Later load={adminPages} what="the admin pages" />;
  return (
    <Page title="Nothing here" lead="This page does not exist.">
      <p>
        <a href="/">Go to Home</a>
      </p>
    </Page>
  );
}

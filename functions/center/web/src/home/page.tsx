import { Page } from "../frame/page";
import { useMe } from "../me";
import { Icon } from "../parts/icon";
import { Glance } from "./glance";
import { MostUsed } from "./most-used";

/** Who you are, the last 30 days at a glance, and the links that are used most. */
export function HomePage() {
  const me = useMe();
  return (
    <Page
      title={`Hello, ${me.name}`}
      lead={
        <>
          Your partner code is <span class="code">{me.code}</span>
        </>
      }
      actions={
        <a class="button main" href="/links">
          <Icon name="link" />
          Get a link
        </a>
      }
    >
      <Glance />
      <MostUsed />
    </Page>
  );
}

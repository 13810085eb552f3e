import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { Page } from "../frame/page";
import { navigate, usePlace } from "../router";
import "../styles/admin.css";
import { ConversionPage } from "./conversions/one";
import { ConversionsPage } from "./conversions/page";
import { ImportPage } from "./import/page";
import { KeysPage } from "./keys/page";
import { PartnerPage } from "./partners/edit";
import { PartnersPage } from "./partners/page";
import { ProgramPage } from "./programs/edit";
import { ProgramsPage } from "./programs/page";
import { AdminStatsPage } from "./stats";
import { WebhookPage } from "./webhooks/edit";
import { WebhooksPage } from "./webhooks/page";
import { WebsitePage } from "./websites/edit";
import { WebsitesPage } from "./websites/page";

const areas = new Map<string, ComponentType>([
  ["", ToPartners],
  ["partners", PartnersPage],
  ["programs", ProgramsPage],
  ["websites", WebsitesPage],
  ["stats", AdminStatsPage],
  ["conversions", ConversionsPage],
  ["import", ImportPage],
  ["keys", KeysPage],
  ["webhooks", WebhooksPage],
]);

/** The pages for admins. It is the API that keeps others out; hiding the pages is only tidy. */
export function AdminPages() {
  const { path } = usePlace();
  const [, , area = "", code = "", ...rest] = path.split("/");
  if (rest.length > 0) return <Nothing />;
  if (code) return <Thing area={area} code={code} />;
  const Area = areas.get(area) ?? Nothing;
  return <Area />;
}

function Thing({ area, code }: { area: string; code: string }) {
  if (area === "partners") return <PartnerPage key={code} code={code} />;
  if (area === "programs") return <ProgramPage key={code} code={code} />;
  if (area === "websites") return <WebsitePage key={code} code={code} />;
  if (area === "conversions") return <ConversionPage key={code} id={decodeURIComponent(code)} />;
  if (area === "webhooks") return <WebhookPage key={code} id={code} />;
  return <Nothing />;
}

function ToPartners() {
  useEffect(() => navigate("/admin/partners", { replace: true }), []);
  return null;
}

function Nothing() {
  return (
    <Page title="Nothing here" lead="This page does not exist.">
      <p>
        <a href="/admin/partners">Go to Partners</a>
      </p>
    </Page>
  );
}

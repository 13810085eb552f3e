import type { Me } from "../api/rows";
import { Icon, type IconName } from "../parts/icon";

interface Entry {
  path: string;
  name: string;
  icon: IconName;
}

const partnerGroups: { name: string; entries: Entry[] }[] = [
  { name: "", entries: [{ path: "/", name: "Home", icon: "home" }] },
  {
    name: "Resources",
    entries: [
      { path: "/links", name: "Link Generator", icon: "link" },
      { path: "/postback", name: "Postback", icon: "bell" },
    ],
  },
  {
    name: "Stats",
    entries: [
      { path: "/stats", name: "Link Tracking Stats", icon: "chart" },
      { path: "/conversions", name: "Conversions", icon: "coin" },
    ],
  },
];

const adminGroup: { name: string; entries: Entry[] } = {
  name: "Administration",
  entries: [
    { path: "/admin/partners", name: "Partners", icon: "people" },
    { path: "/admin/programs", name: "Programs", icon: "folder" },
    { path: "/admin/websites", name: "Websites", icon: "globe" },
    { path: "/admin/stats", name: "All stats", icon: "chart" },
    { path: "/admin/conversions", name: "Conversions", icon: "coin" },
    { path: "/admin/import", name: "Import and export", icon: "upload" },
    { path: "/admin/keys", name: "Merchant keys", icon: "key" },
    { path: "/admin/webhooks", name: "Webhooks", icon: "bell" },
  ],
};

/** The menu. It lists the pages for partners to partners, and those for admins to admins. */
export function Navigation({ path, me }: { path: string; me: Me }) {
  const groups = [...(me.partner ? partnerGroups : []), ...(me.admin ? [adminGroup] : [])];
  return (
    <nav aria-label="Pages">
      {groups.map((group) => (
        <div class="nav-group" key={group.name}>
          {group.name && <h2>{group.name}</h2>}
          <ul>
            {group.entries.map((entry) => (
              <li key={entry.path}>
                <a href={entry.path} aria-current={isOn(path, entry.path) ? "page" : undefined}>
                  <Icon name={entry.icon} />
                  {entry.name}
                </a>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

function isOn(path: string, entry: string): boolean {
  return path === entry || (entry !== "/" && path.startsWith(`${entry}/`));
}

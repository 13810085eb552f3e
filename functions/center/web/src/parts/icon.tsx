// Drawn on a 20 × 20 grid with one stroke.
const paths = {
  home: "M3 9.5 10 4l7 5.5M5 8.5V16h10V8.5M8.5 16v-4h3v4",
  link:
    "M8.5 11.5a3 3 0 0 0 4.2 0l2.8-2.8a3 3 0 1 0-4.2-4.2l-1 1" +
    "M11.5 8.5a3 3 0 0 0-4.2 0l-2.8 2.8a3 3 0 1 0 4.2 4.2l1-1",
  chart: "M3.5 3.5v13h13M7 13V9.5M10.5 13V6.5M14 13v-5",
  people:
    "M7.5 9.5a2.75 2.75 0 1 0 0-5.5 2.75 2.75 0 0 0 0 5.5Z" +
    "M2.5 16c.4-2.5 2.4-4 5-4s4.6 1.5 5 4M13 4.4a2.6 2.6 0 0 1 0 4.8" +
    "M14.5 12.2c1.6.5 2.7 1.8 3 3.8",
  folder: "M3 15.5v-10h5l1.5 2H17v8H3Z",
  globe:
    "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM3 10h14" +
    "M10 3c2 2 2.8 4.3 2.8 7S12 15 10 17c-2-2-2.8-4.3-2.8-7S8 5 10 3Z",
  upload: "M10 13V4M6.5 7.5 10 4l3.5 3.5M4 13v3h12v-3",
  download: "M10 4v9M6.5 9.5 10 13l3.5-3.5M4 13v3h12v-3",
  key: "M12.5 11a3.5 3.5 0 1 0-3.3-2.3L3.5 14.4V16.5H6V15h1.5v-1.5H9l1.3-1.3c.6.5 1.4.8 2.2.8Z",
  copy: "M7.5 7.5h8v9h-8zM12.5 7.5v-4h-8v9h3",
  check: "m4.5 10.5 3.5 3.5 7.5-8",
  share:
    "M6 10.5 13.5 6M6 10.5l7.5 4M6 12.3a1.9 1.9 0 1 0 0-3.7 1.9 1.9 0 0 0 0 3.7Z" +
    "M14.5 7.3a1.9 1.9 0 1 0 0-3.7 1.9 1.9 0 0 0 0 3.7Z" +
    "M14.5 16.8a1.9 1.9 0 1 0 0-3.7 1.9 1.9 0 0 0 0 3.7Z",
  qr: "M3.5 3.5h5v5h-5zM11.5 3.5h5v5h-5zM3.5 11.5h5v5h-5zM11.5 11.5h2v2h-2zM14.5 14.5h2v2h-2z",
  plus: "M10 4.5v11M4.5 10h11",
  close: "m5 5 10 10M15 5 5 15",
  menu: "M3.5 6h13M3.5 10h13M3.5 14h13",
  out: "M8 4H4v12h4M8.5 10H16M13 6.5l3.5 3.5-3.5 3.5",
  away: "M8 5H4.5v10.5H15V12M11.5 4.5h4v4M15 5l-6 6",
  alert: "M10 3 2.5 16.5h15L10 3ZM10 8v4M10 14.2v.3",
  edit: "M4 16l.7-3L13 4.7 15.3 7 7 15.3 4 16ZM11.5 6.2l2.3 2.3",
  coin:
    "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14Z" +
    "M12 7.8c-.4-.7-1.1-1-2-1-1.2 0-2.1.6-2.1 1.6 0 2.2 4.3 1 4.3 3.2 0 1-.9 1.6-2.2 1.6-1 0-1.8-.4-2.2-1.1" +
    "M10 5.5v1.3M10 13.2v1.3",
  bell:
    "M10 3.5c-2.7 0-4.5 2-4.5 4.5 0 3.5-1.5 5.5-1.5 5.5h12S14.5 11.5 14.5 8c0-2.5-1.8-4.5-4.5-4.5Z" +
    "M8.5 16.3a1.7 1.7 0 0 0 3 0",
  clock: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM10 6v4l2.5 2",
} as const;

export type IconName = keyof typeof paths;

/** A small drawing beside words. It is decoration: it says nothing on its own. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}

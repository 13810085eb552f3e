import type { Ad } from "../api/rows";

type MediaType = Ad["mediaType"];

/** The media types, in the order in which they are offered. */
export const mediaTypes: { id: MediaType; name: string }[] = [
  { id: "banner", name: "Banner" },
  { id: "email", name: "E-mail" },
  { id: "social", name: "Social media" },
  { id: "blog", name: "Blog" },
  { id: "video", name: "Video" },
  { id: "text", name: "Text link" },
  { id: "print", name: "Print" },
  { id: "qr", name: "QR code" },
  { id: "other", name: "Other" },
];

export function mediaTypeName(id: MediaType): string {
  return mediaTypes.find((type) => type.id === id)?.name ?? id;
}

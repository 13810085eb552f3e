// req is Node's own request. In Express, req.originalUrl takes the place of req.url.
import { createHmac, timingSafeEqual } from "node:crypto";

export function fromSignpost(secret, req) {
  const { "webhook-id": id, "webhook-timestamp": at, "webhook-signature": signatures = "" } = req.headers;
  const content = `${id}.${at}.GET ${req.headers.host}${req.url}`;
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  const want = Buffer.from("v1," + createHmac("sha256", key).update(content).digest("base64"));
  const equal = (got) => got.length === want.length && timingSafeEqual(got, want);
  const fresh = Math.abs(Date.now() / 1000 - at) < 300;
  return fresh && signatures.split(" ").some((signature) => equal(Buffer.from(signature)));
}

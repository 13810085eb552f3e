// A receiver that answers 204 to what the documented code accepts, and 401 to all else.
import { createServer } from "node:http";
import { fromSignpost } from "./sample.mjs";

const [secret, kind] = process.argv.slice(2);
const server = createServer(async (req, res) => {
  const body = Buffer.concat(await req.toArray());
  const genuine = kind === "postback" ? fromSignpost(secret, req) : fromSignpost(secret, req.headers, body);
  res.writeHead(genuine ? 204 : 401).end();
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));

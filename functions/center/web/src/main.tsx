import { render } from "preact";
import { actAs } from "./api/client";
import { App } from "./app";
import { readConfig } from "./config";
import { followLinks } from "./router";
import { Session } from "./session/session";
import { Unavailable } from "./session/welcome";
import "./styles/index.css";

async function start(root: HTMLElement) {
  try {
    const session = new Session(await readConfig());
    actAs(session);
    await session.start();
    followLinks();
    render(<App session={session} />, root);
  } catch (error) {
    console.info(error);
    render(<Unavailable />, root);
  }
}

const root = document.getElementById("app");
if (root) void start(root);

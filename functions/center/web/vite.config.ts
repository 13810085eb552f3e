import { defineConfig } from "vite";
import { compress } from "./compress.js";

// The center function's binary embeds the page, so it is built into a folder beside the Go source.
// Every file in assets/ has a hash in its name, and so never changes.
export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "../dist",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    manifest: "manifest.json",
    reportCompressedSize: false,
  },
  plugins: [compress()],
});

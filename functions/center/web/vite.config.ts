import { defineConfig } from "vite";
import { compress } from "./compress.js";

// The page is embedded in the center function's binary, so it is built into a folder beside the Go source.
// Everything under /assets/ has a hash in its name and never changes.
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

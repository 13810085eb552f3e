import { readFile, stat } from "node:fs/promises";

// Prints, in the form of `make bench`, how many bytes a browser that accepts gzip loads before the
// first page shows. Brotli, which nearly every browser accepts, is smaller.
const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(await readFile(new URL("manifest.json", dist), "utf8"));

const scripts = new Set();
const styles = new Set();
collect(manifest["index.html"]);

function collect(chunk) {
  if (scripts.has(chunk.file)) return;
  scripts.add(chunk.file);
  for (const css of chunk.css ?? []) styles.add(css);
  for (const name of chunk.imports ?? []) collect(manifest[name]);
}

async function bytes(files) {
  const sizes = await Promise.all([...files].map((file) => stat(new URL(`${file}.gz`, dist))));
  return sizes.reduce((sum, { size }) => sum + size, 0);
}

console.log(`center_js_bytes ${await bytes(scripts)} bytes`);
console.log(`center_css_bytes ${await bytes(styles)} bytes`);

// Copies what the page needs into dist/; there is nothing to compile.

import { cpSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);
for (const name of ["index.html", "style.css", "src"]) {
  cpSync(join(here, name), join(dist, name), { recursive: true });
}

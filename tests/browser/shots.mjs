// Takes a picture of every page for looking at: node shots.mjs <folder>

import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import { findPages, open } from "./pages.mjs";
import { DESK_SCREEN, LOCALES, PHONE_SCREEN, start, stop, withPage } from "./support.mjs";

const [folder] = process.argv.slice(2);
if (!folder) {
  console.error("usage: node shots.mjs <folder>");
  process.exit(2);
}

await mkdir(folder, { recursive: true });
try {
  await start();
  const pages = await findPages();
  for (const viewport of [PHONE_SCREEN, DESK_SCREEN]) {
    await withPage({ viewport }, async (page) => {
      for (const [name, path] of pages) {
        for (const locale of LOCALES) {
          for (const elder of [false, true]) {
            await open(page, path, { locale, elder });
            const file = [name.replace(/\W+/g, "-"), viewport.width, locale, elder ? "elder" : "standard"].join("_");
            await page.screenshot({ path: join(folder, `${file}.png`), fullPage: true });
          }
        }
      }
    });
  }
} finally {
  await stop();
}

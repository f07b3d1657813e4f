// Pages fit the smallest screen, and the elder mode (长辈版) is as large as it promises.

import assert from "node:assert/strict";
import { before, describe, test } from "node:test";

import { DESKS, withDesk } from "./desks.mjs";
import { findPages, open } from "./pages.mjs";
import { HOME, LOCALES, PHONE_SCREEN, withPage } from "./support.mjs";

const SMALLEST_SCREEN = { width: 320, height: 640 };
/** CSS pixels, after the MIIT's specification for elder modes. */
const ELDER_TARGET = 60;
const ELDER_TEXT = 18;

describe("fitting the screen", () => {
  let pages;
  before(async () => {
    pages = await findPages();
  });

  for (const locale of LOCALES) {
    for (const elder of [false, true]) {
      test(`no page scrolls sideways at 320 pixels: ${locale}, ${elder ? "elder" : "standard"} mode`, () =>
        withPage({ viewport: SMALLEST_SCREEN }, async (page) => {
          const wide = [];
          for (const [name, path] of pages) {
            await open(page, path, { locale, elder });
            const elements = await page.evaluate(tooWide);
            if (elements.length > 0) wide.push(`${name}: ${elements.join(", ")}`);
          }
          assert.deepEqual(wide, []);
        }));

      for (const role of Object.keys(DESKS)) {
        test(`nor do those of ${role}: ${locale}, ${elder ? "elder" : "standard"} mode`, () =>
          withDesk(role, { viewport: SMALLEST_SCREEN }, async (page, desk) => {
            const wide = [];
            for (const [name, path] of desk) {
              await open(page, path, { locale, elder });
              const elements = await page.evaluate(tooWide);
              if (elements.length > 0) wide.push(`${name}: ${elements.join(", ")}`);
            }
            assert.deepEqual(wide, []);
          }));
      }
    }
  }
});

describe("the elder mode", () => {
  for (const [name, path] of [["home", HOME], ["directory", `${HOME}/services`]]) {
    for (const viewport of [SMALLEST_SCREEN, PHONE_SCREEN]) {
      test(`${name}: large targets and large text at ${viewport.width} pixels`, () =>
        withPage({ viewport }, async (page) => {
          await open(page, path, { elder: true });
          assert.deepEqual(await page.evaluate(smallTargets, ELDER_TARGET), [], `targets below ${ELDER_TARGET} pixels`);
          assert.deepEqual(await page.evaluate(smallText, ELDER_TEXT), [], `text below ${ELDER_TEXT} pixels`);
        }));
    }
  }
});

// The functions below run inside the page.

/** The elements that stick out, when the page can be scrolled sideways. */
function tooWide() {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const out = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > width + 0.5 && !e.closest(".visually-hidden"));
  return [`${document.documentElement.scrollWidth} pixels`, ...out.slice(0, 3).map((e) => e.getAttribute("class") ?? e.tagName)];
}

/** What can be tapped and is smaller than it should be. A link within a sentence is as high as its line. */
function smallTargets(least) {
  const found = [];
  for (const element of document.querySelectorAll("a, button, input:not([type=hidden]), select, summary")) {
    const target = element.matches(".tickbox__input") ? element.closest("label") : element;
    const { width, height } = target.getBoundingClientRect();
    const isShown = width > 1 && height > 1 && !element.matches(".skip-link");
    // The link of a card covers the whole card by its ::after.
    const isPartOfMore = getComputedStyle(element).display === "inline" || element.matches(".listing-card__link");
    if (isShown && !isPartOfMore && (height < least - 0.5 || width < least - 0.5)) {
      found.push(`${Math.round(width)} × ${Math.round(height)}: ${element.getAttribute("class") ?? element.tagName} ${element.textContent.trim().slice(0, 20)}`);
    }
  }
  return found;
}

/** The classes of text that is smaller than it should be. */
function smallText(least) {
  const found = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { data, parentElement } = walker.currentNode;
    const isShown = data.trim() !== "" && parentElement.checkVisibility() && !parentElement.closest(".visually-hidden, script");
    const size = parseFloat(getComputedStyle(parentElement).fontSize);
    if (isShown && size < least) found.add(`${size}: ${parentElement.getAttribute("class") ?? parentElement.tagName}`);
  }
  return [...found];
}

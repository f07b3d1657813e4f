// axe on a page; the rules of WCAG 2.2 AA and axe's own best practices.

import assert from "node:assert/strict";

import axe from "axe-core";

/** For `withPage({ scripts: [AXE] })`: put into each page before its own content, past its content security policy. */
export const AXE = axe.source;

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Fails with each rule broken, how often, and the first place. */
export async function assertAccessible(page, where) {
  // As tall as the page: a bar at the screen's edge covers something at every moment, and nothing once one scrolls.
  const { width } = page.viewportSize();
  await page.setViewportSize({ width, height: await page.evaluate(() => document.documentElement.scrollHeight) });
  const { violations } = await page.evaluate((tags) => window.axe.run(document, { runOnly: tags, resultTypes: ["violations"] }), TAGS);
  const found = violations.map(({ id, nodes }) => {
    const [{ target, any, all, none }] = nodes;
    return `${id} ×${nodes.length}: ${target.join(" ")}: ${[...any, ...all, ...none][0]?.message ?? ""}`;
  });
  assert.deepEqual(found, [], `axe on ${where}`);
}

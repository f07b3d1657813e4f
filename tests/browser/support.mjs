// What every journey needs: one server and one browser for the whole run, and pages that notice when something goes wrong.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { after, before } from "node:test";

import { chromium } from "playwright-core";

import { startServer } from "./server.mjs";

export const LOCALES = ["zh-Hans", "zh-Hant", "en"];
export const HOME = "/c/shangjin";
export const PHONE_SCREEN = { width: 375, height: 812 };
export const DESK_SCREEN = { width: 1280, height: 800 };

// Nothing but the page under test may use the network, and a container has no sandbox to offer.
const ARGUMENTS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The server and browser of this run, from the first test on. */
export let server;
let browser;

/** Starts both; `all.test.mjs` does so for the tests, `shots.mjs` for the pictures. */
export async function start() {
  server = await startServer();
  // Signals are ours to handle: Playwright would end the process before the server has stopped.
  const signals = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false };
  browser = await chromium.launch({ executablePath: browserPath(), args: ARGUMENTS, ...signals });
}

export async function stop() {
  // Each for itself: a browser that was ended with us has nothing left to close.
  await Promise.allSettled([browser?.close(), server?.stop()]);
}

export function startForTests() {
  before(start, { timeout: 180_000 });
  after(stop, { timeout: 60_000 });
  // Whoever ends us early must not leave a server and its database behind.
  let ending = false;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => {
      // npm and the test runner pass on a signal that we have had already.
      if (ending) return;
      ending = true;
      // Whoever read our report may be gone already.
      process.stdout.on("error", () => {});
      stop().finally(() => process.exit(1));
    });
  }
}

function browserPath() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const names = ["chromium", "chromium-browser", "google-chrome"];
  const found = process.env.PATH.split(delimiter).flatMap((dir) => names.map((name) => join(dir, name))).find((path) => existsSync(path));
  assert.ok(found, "No Chromium was found: install it, or name its program in CHROMIUM.");
  return found;
}

/**
 * Opens a fresh browser session, hands its page to `use`, and fails if anything on any page visited broke a rule that
 * holds everywhere: no error in the console (and so no breach of the content security policy), nothing missing, and no
 * failure of the server's.
 *
 * @param {{ viewport?, javaScriptEnabled?: boolean, scripts?: string[] }} options of the session; `scripts` run in each page
 */
export async function withPage({ scripts = [], ...options }, use) {
  const context = await browser.newContext({ baseURL: server.base, viewport: PHONE_SCREEN, ...options });
  const problems = [];
  try {
    for (const content of scripts) await context.addInitScript({ content });
    watch(context, problems);
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    await use(page);
  } finally {
    await context.close();
  }
  assert.deepEqual(problems, [], "problems on the pages visited");
}

function watch(context, problems) {
  const here = (message) => new URL(message.page().url()).pathname;
  context.on("console", (message) => {
    // The browser also says so when a page is a 404 or 422 on purpose; what is missing inside a page is caught below.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) problems.push(`${here(message)}: ${message.text()}`);
  });
  context.on("weberror", (failure) => problems.push(`${failure.page()?.url()}: ${failure.error()}`));
  context.on("response", (response) => {
    const isPage = response.request().isNavigationRequest();
    if (response.status() >= (isPage ? 500 : 400)) problems.push(`${response.status()} for ${response.url()}`);
  });
}

/** The address of a page of ours in a language and mode. */
export function inView(path, { locale = "zh-Hans", elder = false } = {}) {
  const url = new URL(path, server.base);
  url.searchParams.set("lang", locale);
  url.searchParams.set("elder", elder ? "1" : "0");
  return url.pathname + url.search;
}

/** Checks that a page is shown in a language and mode. */
export async function assertView(page, { locale, elder }) {
  const root = page.locator("html");
  assert.equal(await root.getAttribute("lang"), locale);
  assert.equal(await root.getAttribute("data-mode"), elder ? "elder" : "standard");
}

/** The path the page is at. */
export const pathOf = (page) => new URL(page.url()).pathname;

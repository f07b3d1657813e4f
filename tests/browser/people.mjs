// The demo's people, and what they do on every form.

import assert from "node:assert/strict";

import { pathOf, server, withPage } from "./support.mjs";

/** A demo account by role and community; of several, the one at `index`. */
export function account(role, community, index = 0) {
  const found = server.accounts().filter((one) => one.role === role && one.community === community)[index];
  assert.ok(found, `the demo has a ${role} of ${community}`);
  return found;
}

const sessions = new Map();

/**
 * Hands a page on which somebody is signed in to `use`. Each signs in once in a run and is remembered: whoever signs in
 * again and again is made to wait, as anybody who tries passwords would be.
 */
export async function asPerson(person, options, use) {
  await withPage({ storageState: sessions.get(person.phone), ...options }, async (page) => {
    if (!sessions.has(person.phone)) {
      await signIn(page, person);
      sessions.set(person.phone, await page.context().storageState());
    }
    await use(page);
  });
}

/** Somebody who signs in anew the next time: what weighs much is asked of whoever did a short while ago. */
export function afresh(person) {
  sessions.delete(person.phone);
  return person;
}

/** Goes on so many days later, when nobody is signed in any more. */
export async function moveAhead(days) {
  await server.moveAhead(days);
  sessions.clear();
}

export async function signIn(page, { phone, password }) {
  await page.goto("/sign-in");
  await fill(page, { phone, password });
  await submit(page);
  assert.notEqual(pathOf(page), "/sign-in", "signed in");
}

export async function fill(page, values) {
  for (const [name, value] of Object.entries(values)) {
    await page.locator(`main :is(input, textarea)[name="${name}"]`).fill(value);
  }
}

export const submit = (page) => send(page, "main form.form");

export const signOut = (page) => send(page, 'form[action="/sign-out"]');

/** Presses a form's button and waits for the page that answers, which may be the same one with errors. */
export const send = (page, form) => press(page, page.locator(form).locator('button[type="submit"]'));

/** Presses something that leads to another page, and waits for it. */
export async function press(page, target) {
  const answered = page.waitForEvent("domcontentloaded");
  await target.click();
  await answered;
}

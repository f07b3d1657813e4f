// Every page that anyone may open, by name, for the checks that hold on all of them.

import { HOME, inView, server } from "./support.mjs";

/** The pages; each says where it is, given the ids of this run. */
const PAGES = {
  choose: () => "/",
  home: () => HOME,
  directory: () => `${HOME}/services`,
  "empty directory": () => `${HOME}/services?q=zzzzqqqq`,
  listing: ({ listings }) => listings[0],
  vendor: ({ vendor }) => vendor,
  worker: ({ worker }) => worker,
  compare: ({ listings }) => `${HOME}/compare?id=${idOf(listings[0])}&id=${idOf(listings[1])}`,
  "compare, nothing chosen": () => `${HOME}/compare`,
  "sign-in": () => "/sign-in",
  "sign-up": () => "/sign-up",
  code: () => `${HOME}/code`,
  notices: () => `${HOME}/notices`,
  notice: ({ notice }) => notice,
  jobs: () => `${HOME}/jobs`,
  job: ({ job }) => job,
  "who looks after me": ({ care }) => care,
  policies: () => `${HOME}/policies`,
  policy: ({ policy }) => policy,
  "five questions": () => `${HOME}/policies/match`,
  "what they lead to": () => `${HOME}/policies/match?done=1&identity=hardship&age=40&want=flexible&standing=self`,
  "the loop": () => "/c/yunqi/loop",
  courses: () => `${HOME}/training`,
  course: ({ course }) => course,
  "courses in my calendar": () => `${HOME}/training/subscription`,
  "a course in my calendar": ({ course }) => `${course}/subscription`,
  "able residents": () => `${HOME}/talents`,
  "a certificate's code": () => `${HOME}/certificates`,
  "a certificate that nobody issued": () => `${HOME}/certificates/00000-00000-00000`,
  "party branches": () => `${HOME}/party`,
  companies: () => `${HOME}/vendors`,
  "for companies": () => `${HOME}/join`,
  "not found": () => `${HOME}/no-such-page`,
};

export const PAGE_NAMES = Object.keys(PAGES);

/** Where each page is, by name. Ids differ from run to run, so they are found on the way that a visitor takes. */
export async function findPages() {
  const listings = await links(`${HOME}/services`, /\/services\/[^/?#]+$/);
  const [vendor] = await links(listings[0], /\/vendors\/[^/?#]+$/);
  const [notice] = await links(`${HOME}/notices`, /\/notices\/[0-9a-f-]{36}$/);
  const [policy] = await links(`${HOME}/policies`, /\/policies\/[0-9a-f-]{36}$/);
  const [job] = await links(`${HOME}/jobs`, /\/jobs\/[0-9a-f-]{36}$/);
  const [course] = await links(`${HOME}/training`, /\/training\/[0-9a-f-]{36}$/);
  const ids = { course, job, notice, policy, listings, vendor, worker: await aWorker(listings), care: await aBuilding() };
  return new Map(Object.entries(PAGES).map(([name, path]) => [name, path(ids)]));
}

/** Opens one of them. */
export const open = (page, path, view) => page.goto(inView(path, view));

const idOf = (path) => path.split("/").at(-1);

/** Who looks after the first building of the list. */
async function aBuilding() {
  const html = await (await fetch(new URL(`${HOME}/care`, server.base))).text();
  const [, id] = html.match(/<option value="([0-9a-f-]{36})"/);
  return `${HOME}/care?building=${id}`;
}

/** The card of some worker of a company that names its workers; not every company does. */
async function aWorker(listings) {
  for (const listing of listings) {
    for (const vendor of await links(listing, /\/vendors\/[^/?#]+$/)) {
      const [worker] = await links(vendor, /\/workers\/[^/?#]+$/);
      if (worker) return worker;
    }
  }
  throw new Error("No company in the first page of the directory shows a worker.");
}

/** The links of a page that lead within the community and match, each once. */
async function links(path, pattern) {
  const html = await (await fetch(new URL(path, server.base))).text();
  const found = [...html.matchAll(/href="([^"]+)"/g)].map(([, href]) => href);
  return [...new Set(found.filter((href) => href.startsWith(HOME) && pattern.test(href)))];
}

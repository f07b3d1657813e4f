// The pages of those who work with the portal, by role and name, for the checks that hold on all of them.

import { account, asPerson } from "./people.mjs";
import { HOME } from "./support.mjs";

/** Where each role's pages are: a path, or the way to it: the page to open and the pattern of the link to follow there. */
export const DESKS = {
  resident: {
    "what is kept of me": ["/me/records"],
    "what I agreed to": ["/me/consents"],
    "what I can do": ["/me/talent"],
    "what I learn": ["/me/training"],
    enrolling: [`${HOME}/training`, /\/training\/[0-9a-f-]{36}$/, /\/enrolment$/],
    "my certificates": ["/me/certificates"],
    "my certificate on paper": ["/me/certificates", /^\/me\/certificates\/[0-9a-f-]{36}$/],
    "my certificate as anybody sees it": ["/me/certificates", /^\/c\/shangjin\/certificates\/./],
    "my business": ["/me/startup"],
    "where I practise": ["/me/placements"],
    "my hour book": ["/me/placements", /^\/me\/placements\/[0-9a-f-]{36}$/],
    "what I am recommended for": ["/me/recommendations"],
    "what I applied for": ["/me/applications"],
    "passing a job on": [`${HOME}/jobs`, /\/jobs\/[0-9a-f-]{36}$/, /\/referral$/],
    "a job that I passed on": [`${HOME}/jobs`, NAMED("白班保姆", /\/jobs\/[0-9a-f-]{36}$/), /\/referral$/],
    applying: [`${HOME}/jobs`, /\/jobs\/[0-9a-f-]{36}$/, /\/application$/],
    "my family": ["/me/family"],
    "who looks after my home": [`${HOME}/care`],
  },
  vendor_owner: {
    "my account": ["/me"],
    "second factor": ["/me/second-factor"],
    "my messages": ["/me/inbox"],
    "what I am told": ["/me/inbox/preferences"],
    invitations: ["/me/invitations"],
    "new company": ["/org/new"],
    "company desk": ["/me", ORG()],
    profile: ["/me", ORG("/profile")],
    services: ["/me", ORG("/services")],
    "new service": ["/me", ORG("/services/new")],
    service: ["/me", ORG("/services"), /\/services\/[0-9a-f-]{36}$/],
    prices: ["/me", ORG("/services"), /\/services\/[0-9a-f-]{36}$/, /\/prices$/],
    hours: ["/me", ORG("/services"), /\/services\/[0-9a-f-]{36}$/, /\/hours$/],
    "year of hours": ["/me", ORG("/services"), /\/services\/[0-9a-f-]{36}$/, /\/hours$/, /\/hours\/year/],
    workers: ["/me", ORG("/workers")],
    "new worker": ["/me", ORG("/workers/new")],
    worker: ["/me", ORG("/workers"), /\/workers\/[0-9a-f-]{36}$/],
    jobs: ["/me", ORG("/jobs")],
    "new job": ["/me", ORG("/jobs/new")],
    job: ["/me", ORG("/jobs"), /\/jobs\/shangjin\/[0-9a-f-]{36}$/],
    "a job's poster": ["/me", ORG("/jobs"), NAMED("白班保姆", /\/jobs\/shangjin\/[0-9a-f-]{36}$/), /\/poster$/],
    "who applies": ["/me", ORG("/jobs"), NAMED("日常保洁员", /\/jobs\/shangjin\/[0-9a-f-]{36}$/), /\/applications$/],
    "somebody who applies": ["/me", ORG("/jobs"), NAMED("日常保洁员", /\/jobs\/shangjin\/[0-9a-f-]{36}$/), /\/applications$/, /\/applications\/[0-9a-f-]{36}$/],
    courses: ["/me", ORG("/courses")],
    "new course": ["/me", ORG("/courses/new")],
    course: ["/me", ORG("/courses"), /\/courses\/[0-9a-f-]{36}$/],
    "proposing a run": ["/me", ORG("/courses"), /\/courses\/[0-9a-f-]{36}$/, /\/runs\/new$/],
    "a trainer's run": ["/me", ORG("/courses"), /\/runs\/[0-9a-f-]{36}$/],
    "a trainer's session": ["/me", ORG("/courses"), /\/runs\/[0-9a-f-]{36}$/, /\/sessions\/[0-9a-f-]{36}$/],
    "who learns with a trainer": ["/me", ORG("/courses"), /\/runs\/[0-9a-f-]{36}$/, /\/learners$/],
    "a trainer's list of who came": ["/me", ORG("/courses"), /\/runs\/[0-9a-f-]{36}$/, /\/learners$/, /\/attendance$/],
    teachers: ["/me", ORG("/teachers")],
    "who practises here": ["/me", ORG("/placements")],
    "what became of them": ["/me", ORG("/loop")],
    communities: ["/me", ORG("/communities")],
    application: ["/me", ORG("/communities"), /\/communities\/shangjin$/],
    members: ["/me", ORG("/members")],
    "company messages": ["/me", ORG("/inbox")],
    sheets: ["/me", ORG("/sheets")],
  },
  vendor_worker: {
    "my learners": ["/me", ORG("/placements")],
    "my learner's hour book": ["/me", ORG("/placements"), /\/placements\/shangjin\/[0-9a-f-]{36}$/],
  },
  community_staff: {
    console: [`${HOME}/staff`],
    queue: [`${HOME}/staff/queue`],
    change: [`${HOME}/staff/queue?kind=change`, /\/staff\/changes\//],
    records: [`${HOME}/staff/vendors`],
    record: [`${HOME}/staff/vendors`, /\/staff\/vendors\/[0-9a-f-]{36}$/],
    "record on notice": [`${HOME}/staff/vendors?status=public_notice`, /\/staff\/vendors\/[0-9a-f-]{36}$/],
    "publishing rules": [`${HOME}/staff/publishing`],
    links: [`${HOME}/staff/links`],
    "price list": [`${HOME}/staff/price-list`],
    grids: [`${HOME}/staff/grids`],
    grid: [`${HOME}/staff/grids`, /\/staff\/grids\/[0-9a-f-]{36}$/],
    policies: [`${HOME}/staff/policies`],
    "new policy": [`${HOME}/staff/policies/new`],
    policy: [`${HOME}/staff/policies`, /\/staff\/policies\/[0-9a-f-]{36}$/],
    "businesses that begin": [`${HOME}/staff/startup`],
    "a business that begins": [`${HOME}/staff/startup`, /\/staff\/startup\/[0-9a-f-]{36}$/],
    "party branches": [`${HOME}/staff/party`],
    "party branch": [`${HOME}/staff/party`, /\/staff\/party\/[0-9a-f-]{36}$/],
    "party activity": [
      `${HOME}/staff/party`,
      /\/staff\/party\/[0-9a-f-]{36}$/,
      /\/activities\/[0-9a-f-]{36}$/,
    ],
    estates: [`${HOME}/staff/estates`],
    building: [`${HOME}/staff/estates`, /\/staff\/buildings\/[0-9a-f-]{36}$/],
    residents: [`${HOME}/staff/residents`],
    "residents, filtered": [`${HOME}/staff/residents?tag=elder&phone=1`],
    "sheets of residents": [`${HOME}/staff/sheets`],
    "requests about records": [`${HOME}/staff/requests`],
    "lists of residents": [`${HOME}/staff/exports`],
    "asking for a list": [`${HOME}/staff/exports/new?tag=elder`],
    "new resident": [`${HOME}/staff/residents/new`],
    training: [`${HOME}/staff/training`],
    "proposed run": [`${HOME}/staff/training`, /\/staff\/training\/[0-9a-f-]{36}$/],
    "open run": [`${HOME}/staff/training?state=open`, /\/staff\/training\/[0-9a-f-]{36}$/],
    rooms: [`${HOME}/staff/training/rooms`],
    room: [`${HOME}/staff/training/rooms`, /\/rooms\/[0-9a-f-]{36}$/],
    "who learns": [`${HOME}/staff/training?state=open`, /\/staff\/training\/[0-9a-f-]{36}$/, /\/learners$/],
    "who came": [`${HOME}/staff/training?state=finished`, /\/staff\/training\/[0-9a-f-]{36}$/, /\/learners$/, /\/attendance$/],
    "somebody who learns": [`${HOME}/staff/training?state=finished`, /\/staff\/training\/[0-9a-f-]{36}$/, /\/learners$/, /\/learners\/[0-9a-f-]{36}$/],
    certificates: [`${HOME}/staff/certificates`],
    certificate: [`${HOME}/staff/certificates`, /\/staff\/certificates\/[0-9a-f-]{36}$/],
    "certificate on paper": [`${HOME}/staff/certificates`, /\/staff\/certificates\/[0-9a-f-]{36}$/, /\/sheet$/],
    "certificates of a course": [`${HOME}/staff/certificates`, /\/staff\/certificates\/[0-9a-f-]{36}$/, /\/batches\//],
    "certificates of a course on paper": [`${HOME}/staff/certificates`, /\/staff\/certificates\/[0-9a-f-]{36}$/, /\/batches\//, /\/sheets$/],
    talents: [`${HOME}/staff/talents`],
    talent: [`${HOME}/staff/talents`, /\/staff\/talents\/[0-9a-f-]{36}$/],
    resident: [`${HOME}/staff/residents`, /\/staff\/residents\/[0-9a-f-]{36}$/],
    "family on paper": [`${HOME}/staff/residents`, /\/staff\/residents\/[0-9a-f-]{36}$/, /\/family$/],
    "household workers": [`${HOME}/staff/household-workers`],
    "household worker": [`${HOME}/staff/household-workers`, /\/staff\/household-workers\/[0-9a-f-]{36}$/],
    "new household worker": [`${HOME}/staff/household-workers/new`],
    household: [`${HOME}/staff/residents`, /\/staff\/households\/[0-9a-f-]{36}$/],
    notices: [`${HOME}/staff/notices`],
    "new notice": [`${HOME}/staff/notices/new`],
    "notice in review": [`${HOME}/staff/notices?state=review`, /\/staff\/notices\/[0-9a-f-]{36}$/],
    "notice that is public": [`${HOME}/staff/notices?state=now`, /\/staff\/notices\/[0-9a-f-]{36}$/],
    jobs: [`${HOME}/staff/jobs`],
    "job in review": [`${HOME}/staff/jobs?state=review`, /\/staff\/jobs\/[0-9a-f-]{36}$/],
    "new job": [`${HOME}/staff/jobs/new`],
    "job that is public": [`${HOME}/staff/jobs`, NAMED("便民站值班员", /\/staff\/jobs\/[0-9a-f-]{36}$/)],
    "who applies here": [`${HOME}/staff/jobs`, NAMED("便民站值班员", /\/staff\/jobs\/[0-9a-f-]{36}$/), /\/applications$/],
    "somebody who applies here": [
      `${HOME}/staff/jobs`,
      NAMED("便民站值班员", /\/staff\/jobs\/[0-9a-f-]{36}$/),
      /\/applications$/,
      /\/applications\/[0-9a-f-]{36}$/,
    ],
    "applying on paper": [`${HOME}/staff/residents`, /\/staff\/residents\/[0-9a-f-]{36}$/, /\/staff\/jobs\/paper\?/],
    "who practises": [`${HOME}/staff/placements`],
    "somebody who practises": [`${HOME}/staff/placements`, /\/staff\/placements\/[0-9a-f-]{36}$/],
    "what is agreed about a placement": [
      `${HOME}/staff/placements?status=running`,
      /\/staff\/placements\/[0-9a-f-]{36}$/,
      /\/plan$/,
    ],
    "jobs and who fits": [`${HOME}/staff/matching`],
    "who fits a job": [`${HOME}/staff/matching`, /\/staff\/matching\/[0-9a-f-]{36}$/],
    "what to teach next": [`${HOME}/staff/matching/courses`],
    "who is recommended": [`${HOME}/staff/recommendations`],
    "a recommendation": [`${HOME}/staff/recommendations`, /\/staff\/recommendations\/[0-9a-f-]{36}$/],
    "the loop": [`${HOME}/staff/loop`],
    asked: [`${HOME}/asked`],
    codes: [`${HOME}/staff/codes`],
    searches: [`${HOME}/staff/searches`],
    settings: [`${HOME}/staff/settings`],
    branding: [`${HOME}/staff/settings/branding`],
    station: [`${HOME}/staff/settings/station`],
    "what is shown": [`${HOME}/staff/settings/shown`],
    people: [`${HOME}/staff/people`],
    "somebody's role": [`${HOME}/staff/people`, /\/staff\/people\/[0-9a-f-]{36}$/],
    "roles that I am offered": [`${HOME}/invitations`],
    audit: [`${HOME}/staff/audit`],
  },
  grid_leader: {
    "my account": ["/me"],
    "door to door": [`${HOME}/staff/rounds`],
    "a round": [`${HOME}/staff/rounds`, /\/staff\/rounds\/[0-9a-f-]{36}\/[0-9a-f-]{36}$/],
    "the loop where they lead": ["/me", /\/staff\/loop\/mine$/],
  },
  operator: {
    platform: ["/operator"],
    "new tenant": ["/operator/tenants/new"],
    tenant: ["/operator", /\/tenants\/shangjin$/],
    "new staff": ["/operator/tenants/shangjin/staff"],
    suspension: ["/operator/tenants/shangjin/suspension"],
    deletion: ["/operator/tenants/shangjin/deletion"],
    export: ["/operator/tenants/shangjin/exports"],
    entry: ["/operator/tenants/shangjin/entry"],
    categories: ["/operator/categories"],
    category: ["/operator/categories", /\/categories\/[a-z_]+$/],
    holidays: ["/operator/holidays"],
    "policies for all": ["/operator/policies"],
    "new policy for all": ["/operator/policies/new"],
    "policy for all": ["/operator/policies", /\/operator\/policies\/[0-9a-f-]{36}$/],
    "operators' record": ["/operator/record"],
  },
  street_staff: {
    console: ["/c/xiliu/staff"],
    figures: ["/c/xiliu/staff/figures"],
    "the loop": ["/c/xiliu/staff/loop"],
    "the loop of a community": ["/c/yunqi/staff/loop"],
  },
};

/** A link within the organization's workspace. */
function ORG(rest = "") {
  return { pattern: /^\/org\/[0-9a-f-]{36}$/, rest };
}

/** The link that says so; of many that look the same, one leads on. */
function NAMED(text, pattern) {
  return { pattern, text, rest: "" };
}

/** Signs a role in and hands its pages to `use`, as names and paths; ids are found on the way that the person takes. */
export async function withDesk(role, options, use) {
  await asPerson(account(role, { operator: "platform", street_staff: "xiliu" }[role] ?? "shangjin"), options, async (page) => {
    const paths = new Map();
    for (const [name, steps] of Object.entries(DESKS[role])) paths.set(name, await find(page, steps));
    await use(page, paths);
  });
}

async function find(page, [start, ...steps]) {
  let path = start;
  for (const step of steps) {
    await page.goto(path);
    const { pattern, rest, text = "" } = step instanceof RegExp ? { pattern: step, rest: "" } : step;
    const links = await page.locator("main a").evaluateAll((all) => all.map((a) => [a.getAttribute("href"), a.textContent]));
    const [found] = links.find(([href, words]) => href && pattern.test(href) && words.includes(text)) ?? [];
    if (!found) throw new Error(`${path} has no link like ${pattern}: ${links.map(([href]) => href).join(" ")}`);
    path = found + rest;
  }
  return path;
}

// A server of our own, with demo data in a temporary folder, for as long as the tests run.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const PROGRAM = process.env.JMK_TEST_SERVER ?? fileURLToPath(new URL("../../target/debug/jiamenkou", import.meta.url));

// A first start makes a database cluster, migrates it and loads the demo.
const START_LIMIT_MS = 120_000;

/** Starts the server; resolves when it can serve. */
export async function startServer() {
  const dataDir = await mkdtemp(join(tmpdir(), "jmk-browser-"));
  // As root the database runs under another account, which must be able to enter.
  await chmod(dataDir, 0o755);
  const address = `127.0.0.1:${await freePort()}`;
  let running;
  const stop = async () => {
    await running?.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    running = await run(dataDir, address, 0);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    base: running.base,
    stop,
    accounts: () => demoAccounts(running.output()),
    /** Goes on with the same data, so many days from now. */
    async moveAhead(days) {
      await running.stop();
      running = await run(dataDir, address, days);
    },
  };
}

async function run(dataDir, address, daysAhead) {
  const program = resolve(PROGRAM);
  const base = `http://${address}`;
  const env = { ...process.env, JMK_LISTEN: address, JMK_BASE_URL: base, JMK_DATA_DIR: dataDir };
  for (const name of ["JMK_CONFIG", "JMK_DATABASE_URL", "JMK_DATABASE_OWNER_URL", "JMK_SECRET_FILE"]) delete env[name];

  const child = spawn(program, ["serve", "--demo", "--days-ahead", String(daysAhead)], { env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (output += text));
  let isRunning = true;
  const ended = once(child, "exit")
    .catch((error) => (output += `${program}: ${error.message}`))
    .finally(() => (isRunning = false));

  const stop = async () => {
    if (isRunning) child.kill("SIGTERM");
    await ended;
  };

  try {
    const deadline = Date.now() + START_LIMIT_MS;
    while (!(await isReady(base))) {
      if (!isRunning) throw new Error(`The server ended while starting:\n${output}`);
      if (Date.now() > deadline) throw new Error(`The server was not ready after ${START_LIMIT_MS / 1000} s:\n${output}`);
      await pause(100);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { base, stop, output: () => output };
}

/** The demo's sign-ins, which the server prints when it starts: `[{ role, community, phone, password }]`. */
function demoAccounts(output) {
  return output
    .split("\n")
    .map((line) => line.split("\t"))
    .filter((fields) => fields.length === 4)
    .map(([role, community, phone, password]) => ({ role, community, phone, password }));
}

async function isReady(base) {
  try {
    return (await fetch(`${base}/readyz`, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}

async function freePort() {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  probe.close();
  await once(probe, "close");
  return port;
}

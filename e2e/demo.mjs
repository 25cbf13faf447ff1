// A demo with a database of its own. E2E_ADDRESS names one that runs already, for whoever writes tests.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("../target/debug/partnerships", import.meta.url));
const PATIENCE_MS = 120_000;

/** A port that nobody listens on. */
function freePort() {
  return new Promise((found, failed) => {
    const server = createServer();
    server.on("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => found(port));
    });
  });
}

async function isReady(address) {
  try {
    return (await fetch(`${address}/readyz`)).ok;
  } catch {
    return false;
  }
}

/** Starts a demo and waits until it answers. */
export async function startDemo() {
  if (process.env.E2E_ADDRESS) return { address: process.env.E2E_ADDRESS, stop: async () => {} };
  const folder = await mkdtemp(join(tmpdir(), "partnerships-e2e-"));
  const address = `http://127.0.0.1:${await freePort()}`;
  const env = {
    ...process.env,
    PARTNERSHIPS_LISTEN: address.slice("http://".length),
    PARTNERSHIPS_PUBLIC_URL: address,
    PARTNERSHIPS_LIMITS: "off",
    PARTNERSHIPS_LOG: "warn",
  };
  const demo = spawn(PROGRAM, ["demo", "--data", folder], { env, stdio: ["ignore", "ignore", "inherit"] });
  let hasEnded = false;
  const ended = new Promise((resolve) => demo.once("exit", resolve)).then(() => (hasEnded = true));
  demo.once("error", (error) => console.error(error.message));
  const stop = async () => {
    demo.kill("SIGTERM");
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await isReady(address))) {
    if (hasEnded || Date.now() > deadline) {
      await stop();
      throw new Error("The demo did not start");
    }
    await new Promise((again) => setTimeout(again, 100));
  }
  return { address, stop };
}

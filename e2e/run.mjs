// Runs the browser tests: first what looks at pages, two files at a time, then what reads the pages they saved.
// What is given here goes to Node's test runner, such as --test-name-pattern=…
import { spawn } from "node:child_process";
import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { SAVED } from "./look.mjs";

const LOOKING = ["wide.test.mjs", "narrow.test.mjs", "journeys.test.mjs", "placements.test.mjs", "weight.test.mjs"];
const READING = ["markup.test.mjs"];

function tests(files) {
  const options = ["--test", "--test-concurrency=2", "--test-reporter=spec", ...process.argv.slice(2)];
  const cwd = fileURLToPath(new URL(".", import.meta.url));
  const child = spawn(process.execPath, [...options, ...files], { cwd, stdio: "inherit" });
  return new Promise((resolve) => child.once("exit", (code) => resolve(code ?? 1)));
}

await rm(SAVED, { recursive: true, force: true });
const codes = [await tests(LOOKING), await tests(READING)];
process.exitCode = Math.max(...codes);

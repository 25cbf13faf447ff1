// The HTML of every page that was looked at, as the server sent it: html-validate, and the validator of the W3C.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile, readdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { test } from "node:test";
import { promisify } from "node:util";

import { HtmlValidate } from "html-validate";

import { SAVED } from "./look.mjs";

const run = promisify(execFile);

const validator = new HtmlValidate({
  extends: ["html-validate:standard", "html-validate:a11y"],
  // Our components equal GOV.UK's fixtures: its start button is a link that says it is a button, its banner a region,
  // and the fieldset of its date input a group.
  rules: {
    "prefer-native-element": ["error", { exclude: ["button", "region"] }],
    "no-redundant-role": ["error", { exclude: ["group"] }],
  },
  root: true,
});

test("html-validate finds nothing on any page", async () => {
  const files = (await readdir(SAVED)).filter((name) => name.endsWith(".html"));
  assert.ok(files.length > 0, "there are pages");
  const faults = [];
  for (const name of files) {
    const { results } = await validator.validateString(await readFile(SAVED + name, "utf8"));
    const messages = results.flatMap((it) => it.messages);
    faults.push(...messages.map((it) => `${name}:${it.line}:${it.column} ${it.ruleId}: ${it.message}`));
  }
  assert.deepEqual(faults, []);
});

test("the validator of the W3C finds nothing on any page", async (t) => {
  const jar = createRequire(import.meta.url).resolve("vnu-jar/build/dist/vnu.jar");
  try {
    await run("java", ["-version"]);
  } catch {
    return t.skip("Java is not installed");
  }
  const options = ["-jar", jar, "--format", "json", "--exit-zero-always", "--stdout", "--skip-non-html", SAVED];
  const { stdout } = await run("java", options, { maxBuffer: 64 * 1024 * 1024 });
  const faults = JSON.parse(stdout).messages.filter((it) => it.type === "error");
  assert.deepEqual(faults.map((it) => `${it.url.split("/").pop()}:${it.lastLine}: ${it.message}`), []);
});

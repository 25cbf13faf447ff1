// What a first visit to a page brings over the wire. Source: performance.md.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { startStage } from "./browser.mjs";

const MOST_BYTES = 100_000;

/** The pages with the most on them. */
const HEAVY = [
  ["nobody", "/"],
  ["nobody", "/find/schools?q=primary"],
  ["nobody", "/outbox"],
  ["coordinator", "/partner-schools"],
  ["coordinator", "/partner-schools/add"],
];

let stage;

before(async () => {
  stage = await startStage();
});
after(() => stage?.end());

for (const [who, path] of HEAVY) {
  test(`the first visit to ${path} brings at most 100 kB`, async () => {
    const page = await stage.open("wide", who);
    const session = await page.context().newCDPSession(page);
    let bytes = 0;
    await session.send("Network.enable");
    await session.send("Network.setCacheDisabled", { cacheDisabled: true });
    session.on("Network.loadingFinished", (it) => (bytes += it.encodedDataLength));
    await page.goto(path, { waitUntil: "networkidle" });
    await page.context().close();
    assert.ok(bytes > 0 && bytes <= MOST_BYTES, `${path} weighs ${bytes} bytes`);
  });
}

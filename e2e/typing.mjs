// How long after the last key suggestions are shown, on a slow network and a slow processor. Called by the bench:
//   node typing.mjs ADDRESS SESSION     with words to type on standard input, one a line
// Prints {"samples":40,"p50":…,"p95":…} in milliseconds. Source: performance.md, "last key to suggestions shown".
import { launch } from "./browser.mjs";

/** 1.6 Mbit/s with the delay of a mobile network. */
const NETWORK = { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 93_750 };
const SLOWER = 4;
/** Between two keys, as a person types. */
const KEY_MS = 120;
const QUIET_MS = 1_500;

const [address, session] = process.argv.slice(2);
let given = "";
for await (const piece of process.stdin) given += piece;
const words = given.split("\n").filter(Boolean);

const browser = await launch();
try {
  const context = await browser.newContext({ baseURL: address, locale: "en-GB" });
  await context.addCookies([{ name: "session", value: session, url: address }]);
  const page = await context.newPage();
  await page.goto("/partner-schools/add");
  const devtools = await context.newCDPSession(page);
  await devtools.send("Network.enable");
  await devtools.send("Network.emulateNetworkConditions", NETWORK);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
  const field = page.getByRole("combobox");
  await field.waitFor();
  await page.evaluate(() => {
    const times = (window.times = { key: 0, shown: 0 });
    const text = document.querySelector("[role=combobox]");
    const list = document.getElementById(text.getAttribute("aria-controls"));
    text.addEventListener("input", () => (times.key = performance.now()), true);
    // Counted when the picture with the list is drawn, not when the list is made.
    const look = () => requestAnimationFrame(() => !list.hidden && (times.shown = performance.now()));
    new MutationObserver(look).observe(list, { childList: true, attributes: true });
  });
  const taken = [];
  for (const it of words) {
    await field.fill("");
    await page.evaluate(() => (window.times.shown = 0));
    await field.pressSequentially(it, { delay: KEY_MS });
    await page.waitForTimeout(QUIET_MS);
    const { key, shown } = await page.evaluate(() => window.times);
    if (shown > key) taken.push(shown - key);
  }
  taken.sort((one, other) => one - other);
  const at = (part) => Math.round(taken[Math.min(taken.length - 1, Math.floor(taken.length * part))] ?? NaN);
  console.log(JSON.stringify({ samples: taken.length, p50: at(0.5), p95: at(0.95) }));
} finally {
  await browser.close();
}

// The browser, the ways in which pages are looked at, and signing in.
import { chromium } from "playwright-core";

export const ADDRESS = process.env.E2E_ADDRESS;

/** People of the demo, by the part they play here. */
export const PEOPLE = {
  coordinator: "robin.patel@oakfield.example",
  viewer: "vera.lindqvist@oakfield.example",
  administrator: "ada.mensah@oakfield.example",
  school: "sam.carter@meadowlane.example",
  ofMany: "mina.osei@consortium.example",
  support: "dana.price@dfe.example",
};

/** How a page is looked at. At 320 px no script arrives; axe itself still has to run there. */
export const WAYS = {
  wide: { viewport: { width: 1280, height: 800 } },
  narrow: { viewport: { width: 320, height: 256 }, blocksScripts: true },
  "no scripts": { viewport: { width: 1280, height: 800 }, javaScriptEnabled: false },
};

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** A window of the browser, signed in when there is a `state`. */
export async function open(browser, way, state) {
  const { blocksScripts, ...options } = WAYS[way];
  const context = await browser.newContext({
    ...options,
    baseURL: ADDRESS,
    storageState: state,
    locale: "en-GB",
    reducedMotion: "reduce",
  });
  context.setDefaultTimeout(15_000);
  if (blocksScripts) await context.route("**/*.js", (route) => route.abort());
  const page = await context.newPage();
  return page;
}

/** The newest link of this kind in a message to this address. */
export async function linkInOutbox(page, email, part) {
  await page.goto(`/outbox?search=${encodeURIComponent(email)}`);
  const message = page.locator("article", { hasText: email }).filter({ has: page.locator(`a[href*="${part}"]`) });
  return message.first().locator(`a[href*="${part}"]`).first().getAttribute("href");
}

/** Asks for a link, opens it, presses Continue; accepts the terms and chooses an organisation where asked. */
export async function signIn(page, email) {
  await page.goto("/sign-in");
  await page.fill("input[name=email]", email);
  await page.click("main form button");
  await page.goto(await linkInOutbox(page, email, "/sign-in/link/"));
  await page.click("main form button");
  if (page.url().includes("/accept-terms")) {
    for (const box of await page.locator("main input[type=checkbox]").all()) await box.check();
    await page.click("main form button");
  }
  if (page.url().includes("/choose-organisation")) {
    await page.locator("main input[type=radio]").first().check();
    await page.click("main form button");
  }
  return page.context().storageState();
}

/** Signs everybody in once, for every window that follows. */
export async function signEverybodyIn(browser) {
  const states = { nobody: undefined };
  for (const [part, email] of Object.entries(PEOPLE)) {
    const page = await open(browser, "no scripts");
    states[part] = await signIn(page, email);
    await page.context().close();
  }
  return states;
}

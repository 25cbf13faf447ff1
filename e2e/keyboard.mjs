// Working a page by its keys alone.
import assert from "node:assert/strict";

/** Presses Tab until the focus is where it should be; on the way it can always be seen. */
export async function tabTo(page, locator) {
  const aim = await locator.elementHandle();
  for (let presses = 0; presses < 100; presses += 1) {
    await page.keyboard.press("Tab");
    const { isThere, isVisible } = await page.evaluate((wanted) => {
      const it = document.activeElement;
      const box = it.getBoundingClientRect();
      const isVisible = box.width > 1 && box.bottom > 0 && box.top < innerHeight;
      return { isThere: it === wanted, isVisible };
    }, aim);
    assert.ok(isVisible, "the focus can be seen");
    if (isThere) return;
  }
  throw new Error(`Tab does not lead to ${locator}`);
}

/** Goes to a button or link of the page's own part and presses Enter on it. */
export async function enterOn(page, role, name) {
  await tabTo(page, page.getByRole("main").getByRole(role, { name }).first());
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
}

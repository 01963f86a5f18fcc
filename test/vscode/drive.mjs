/** How tests drive a window: by what a person sees and presses. */

export const row = (page, within, hasText) => page.locator(`${within} .monaco-list-row`, { hasText }).first();
export const settled = (page) => page.waitForTimeout(700);
/** The caret may blink where the pointer goes: it is no obstacle. */
export const OVER_THE_CARET = { force: true };
/** Away from whatever shows something when the pointer rests on it. */
export const pointerAway = (page) => page.mouse.move(250, 18);
/** A page inside the window: VS Code shows it in a frame of a frame. */
export const webview = (page) => page.frameLocator('iframe.webview.ready').last().frameLocator('iframe#active-frame');

/** Findings that are brought up to date close what has just opened: a person would ask again, and so does this. */
export async function insist(act, sign) {
  for (let attempt = 0; ; attempt++) {
    await act();
    const there = await sign.waitFor({ timeout: attempt < 5 ? 12_000 : undefined }).then(
      () => true,
      (error) => {
        if (attempt === 5) throw error;
        return false;
      },
    );
    if (there) return;
  }
}

export async function gone(page, what) {
  await what.waitFor({ state: 'detached' });
  await settled(page);
}

export async function closeEditors({ command, page }) {
  // An editor with changes would ask what to do with them.
  await command('File: Save All');
  await settled(page);
  await command('View: Close All Editors');
  await settled(page);
}

export async function hidePanel(page) {
  if (await page.locator('.part.panel').isVisible()) await page.keyboard.press('Control+j');
}

/** The list may change under the pointer while it is filled, or know nothing yet of a file that is new: it is asked again. */
export async function openFile({ page }, name) {
  const exactly = page.locator('.label-name', { hasText: new RegExp(`^${name.replaceAll('.', '\\.')}$`) });
  await insist(
    async () => {
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+p');
      await page.locator('.quick-input-widget input[type="text"]').fill(name);
      await page
        .locator('.quick-input-list .monaco-list-row')
        .filter({ has: exactly })
        .first()
        .click({ timeout: 12_000 })
        .catch(() => {});
    },
    page.locator('.tabs-container .tab.active', { hasText: name }),
  );
}

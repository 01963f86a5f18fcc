/** Long work in short slices, so that edits, cancellations and other questions are heard while it goes on. */
import type { CancellationToken } from 'vscode-languageserver';

/** Whoever cancels is heard within 10 milliseconds. */
export const SLICE = 8;

/**
 * Runs `work` until it was not cut short. It is called again after each cut and must go on from what it has, as the
 * analyzer does: what is solved stays solved. Answers `undefined` once `token` is cancelled.
 */
export async function inSlices<T>(work: (cut: () => boolean) => T, token: CancellationToken | undefined, pause: () => void = () => undefined): Promise<T | undefined> {
  for (;;) {
    if (token?.isCancellationRequested) return undefined;
    const end = Date.now() + SLICE;
    let polls = 0;
    let wasCut = false;
    // The first poll is never cut, or a slow step before it would be repeated for ever.
    const value = work(() => (wasCut ||= polls++ > 0 && Date.now() > end));
    if (!wasCut) return value;
    pause();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

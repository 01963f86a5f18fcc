/** What the worker that we run in, if we do, knows of its guard. Set once, before anything is opened. */
export interface Watched {
  /** Says which file is worked on; by its full path, or empty. */
  at(file: string): void;
  /** Files at which earlier workers died, with what happened. They are left out. */
  setAside: ReadonlyMap<string, string>;
}

let watched: Watched = { at: () => undefined, setAside: new Map() };

export const setWatched = (w: Watched): void => void (watched = w);
export const watchedBy = (): Watched => watched;

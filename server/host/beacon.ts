/**
 * The name of the file that a worker is at, in memory that another thread reads while the worker is busy, or after it has died.
 * An even number at the front says that the name is whole.
 */
const HEAD = 8;
const SIZE = 4096;
const VERSION = 0;
const LENGTH = 1;

export const newBeacon = (): SharedArrayBuffer => new SharedArrayBuffer(SIZE);

/** An empty name is work that is no file's in particular. */
export function beaconWriter(shared: SharedArrayBuffer): (file: string) => void {
  const head = new Int32Array(shared, 0, 2);
  const bytes = new Uint8Array(shared, HEAD);
  const encoder = new TextEncoder();
  const scratch = new Uint8Array(SIZE - HEAD);
  let last = '';
  return (file) => {
    if (file === last) return;
    last = file;
    const { written } = encoder.encodeInto(file, scratch);
    Atomics.add(head, VERSION, 1);
    bytes.set(scratch.subarray(0, written));
    head[LENGTH] = written;
    Atomics.add(head, VERSION, 1);
  };
}

/** The name now, or undefined where it is just being written. */
export function readBeacon(shared: SharedArrayBuffer): string | undefined {
  const head = new Int32Array(shared, 0, 2);
  const before = Atomics.load(head, VERSION);
  const bytes = new Uint8Array(shared, HEAD, head[LENGTH]).slice();
  return before % 2 === 0 && Atomics.load(head, VERSION) === before ? new TextDecoder().decode(bytes) : undefined;
}

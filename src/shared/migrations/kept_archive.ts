import { seal, unseal } from "./sealed_bytes.ts";

/** Where prepared databases are kept between runs. Neither method throws; `read` answers null for what it lacks. */
export interface ShadowCache {
  read(key: string): Promise<Uint8Array | null>;
  write(key: string, bytes: Uint8Array): Promise<void>;
}

/** An archive as it is kept. */
export interface KeptArchive {
  readonly key: string;
  readonly make: () => Promise<Uint8Array<ArrayBuffer>>;
}

/** An archive out of the cache, or made and put there; a damaged one is made anew. */
export async function keptArchive(
  cache: ShadowCache,
  { key, make }: KeptArchive,
): Promise<Uint8Array<ArrayBuffer>> {
  return (await unseal(await cache.read(key), key)) ?? makeAnew(cache, { key, make });
}

/**
 * Opens a kept archive. One that is whole and yet will not open, as another build of the engine may have left it, is made
 * anew once; what fails then is thrown.
 */
export async function openKept<Opened>(
  cache: ShadowCache,
  archive: KeptArchive,
  open: (bytes: Uint8Array<ArrayBuffer>) => Promise<Opened>,
): Promise<Opened> {
  const kept = await unseal(await cache.read(archive.key), archive.key);
  if (kept !== null) {
    try {
      return await open(kept);
    } catch {
      // What is wrong with it shows when a new one will not open either.
    }
  }
  return open(await makeAnew(cache, archive));
}

async function makeAnew(cache: ShadowCache, { key, make }: KeptArchive): Promise<Uint8Array<ArrayBuffer>> {
  const made = await make();
  await cache.write(key, await seal(made, key));
  return made;
}

/** A text, gzipped, in base64. */
export async function gzipText(text: string): Promise<string> {
  const bytes = await through(new TextEncoder().encode(text), new CompressionStream("gzip"));
  let binary = "";
  // In stretches: the arguments of a call are limited.
  for (let start = 0; start < bytes.length; start += 8_192) {
    binary += String.fromCharCode(...bytes.subarray(start, start + 8_192));
  }
  return btoa(binary);
}

/** The text that was packed by `gzipText`. Throws on anything else. */
export async function gunzipText(packed: string): Promise<string> {
  const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
  return new TextDecoder().decode(await through(bytes, new DecompressionStream("gzip")));
}

/** Both ends are driven by hand: what a stream is, the types of the two runtimes do not agree on. */
async function through(
  bytes: Uint8Array,
  transform: CompressionStream | DecompressionStream,
): Promise<Uint8Array> {
  const writer = transform.writable.getWriter();
  const written = writer.write(bytes as BufferSource).then(() => writer.close());
  // Where the bytes are damaged, both ends fail: the reader tells.
  written.catch(() => undefined);
  const chunks: Uint8Array[] = [];
  const reader = transform.readable.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value as Uint8Array);
  }
  await written;
  const whole = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

import { connect, createServer, type Socket } from "node:net";

/** A server behind which another one stands, and which hears what clients ask of it. */
export interface Eavesdropper {
  readonly url: string;
  /** The statements of all connections so far, in order. */
  statements(): string[];
  close(): Promise<void>;
}

/** Passes connections on to the server of the URL. Only what is not encrypted can be heard. */
export async function eavesdrop(url: string): Promise<Eavesdropper> {
  const { hostname, port } = new URL(url);
  const heard: Buffer[][] = [];
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    const bytes: Buffer[] = [];
    heard.push(bytes);
    client.on("data", (data: Buffer) => bytes.push(data));
    client.pipe(upstream);
    upstream.pipe(client);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
      socket.on("close", () => {
        client.destroy();
        upstream.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the listener has no port");
  const own = new URL(url);
  own.hostname = "127.0.0.1";
  own.port = String(address.port);
  return {
    url: own.href,
    statements: () => heard.flatMap((bytes) => statementsOf(Buffer.concat(bytes))),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Texts of the messages Query and Parse of one connection's client. */
function statementsOf(bytes: Buffer): string[] {
  const found: string[] = [];
  // The first message, the startup, has a length but no type.
  let position = bytes.length < 4 ? bytes.length : bytes.readInt32BE(0);
  while (position + 5 <= bytes.length) {
    const type = String.fromCharCode(bytes[position] ?? 0);
    const end = position + 1 + bytes.readInt32BE(position + 1);
    const texts = bytes
      .subarray(position + 5, end)
      .toString("utf8")
      .split("\0");
    if (type === "Q") found.push(texts[0] ?? "");
    if (type === "P") found.push(texts[1] ?? "");
    position = end;
  }
  return found;
}

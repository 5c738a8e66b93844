import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";

/** A request as it arrived. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A web server on loopback that keeps what it receives. */
export interface HttpReceiver {
  readonly url: string;
  readonly received: readonly ReceivedRequest[];
  /** Decides the answers from now on; 200 with an empty body until then. */
  answer(respond: (response: ServerResponse, request: ReceivedRequest) => void): void;
  close(): Promise<void>;
}

/** Listens on a free port of loopback. */
export async function httpReceiver(): Promise<HttpReceiver> {
  const received: ReceivedRequest[] = [];
  let respond = (response: ServerResponse, _request: ReceivedRequest) => {
    response.writeHead(200).end();
  };
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const request = {
        method: incoming.method ?? "",
        path: incoming.url ?? "",
        headers: incoming.headers,
        body: Buffer.concat(chunks).toString(),
      };
      received.push(request);
      respond(response, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the receiver has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    received,
    answer: (next) => {
      respond = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

import { createServer } from "node:http";

/** A request that the stand-in answered. */
export interface ManagementRequest {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

/** What stands in for Supabase's Management API, which is not to be had without a hosted project. */
export interface ManagementApi {
  readonly url: string;
  readonly requests: readonly ManagementRequest[];
  close(): Promise<void>;
}

const SEEN_AT = "2026-01-01T00:00:00Z";
const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

interface Sent {
  readonly data: { readonly attributes: { readonly content: { readonly cells: readonly object[] } } };
}

/** Serves the notebooks of a project that has none, on a free port of this machine: a list, and whatever is created. */
export async function startManagementApi(): Promise<ManagementApi> {
  const requests: ManagementRequest[] = [];
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const text = Buffer.concat(pieces).toString("utf8");
    const body: unknown = text === "" ? undefined : JSON.parse(text);
    const { method = "GET", url = "/" } = request;
    requests.push({ method, path: url.replace(/\?.*$/, ""), body });
    response.setHeader("content-type", "application/json");
    response.statusCode = method === "POST" ? 201 : 200;
    response.end(JSON.stringify(method === "POST" ? created(body as Sent) : NONE));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

const NONE = { data: [], links: { self: "/", first: null, last: null, prev: null, next: null }, meta: {} };

function created({ data: { attributes } }: Sent): unknown {
  const cells = attributes.content.cells.map((cell, place) => ({ ...cell, id: id(place + 1) }));
  const facts = { favorite: false, visibility: "project", owner: null, updated_by: null };
  const times = { inserted_at: SEEN_AT, created_at: SEEN_AT, updated_at: SEEN_AT };
  return {
    data: {
      id: id(0),
      type: "notebook",
      attributes: { ...facts, ...times, ...attributes, content: { schema_version: 1, cells } },
      links: { self: "/" },
    },
  };
}

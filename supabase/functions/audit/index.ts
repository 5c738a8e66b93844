import { edgeServices } from "../../../src/shared/http/edge_services.ts";
import { manifest } from "../supawarden.manifest.ts";
import { createAuditApp } from "./app.ts";

const app = createAuditApp(edgeServices(manifest));

// biome-ignore lint/style/noDefaultExport: the edge runtime serves the default export.
export default { fetch: (request: Request) => app.fetch(request) };

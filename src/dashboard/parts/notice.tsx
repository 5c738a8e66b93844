import { Prose } from "../../components/prose.tsx";
import type { ApiError } from "../api.ts";

/** What went wrong, and what to do. */
export function ErrorNotice({ error }: { readonly error: ApiError }) {
  return (
    <div class="notice bad" role="alert">
      <p>
        <strong>{error.title}.</strong> <Prose text={error.message} />
      </p>
      <p class="dim">
        <Prose text={error.hint} />
      </p>
    </div>
  );
}

/** Stands where the answer will, in its size. */
export function Loading({ what, tall = false }: { readonly what: string; readonly tall?: boolean }) {
  return (
    <div class={tall ? "loading tall" : "loading"} role="status">
      Loading {what}…
    </div>
  );
}

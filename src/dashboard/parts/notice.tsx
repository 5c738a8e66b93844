import type { ComponentChildren } from "preact";
import type { ApiError } from "../api.ts";

/** What went wrong, and what to do. */
export function ErrorNotice({ error }: { readonly error: ApiError }) {
  return (
    <div class="notice bad" role="alert">
      <p>
        <strong>{error.title}.</strong> {error.message}
      </p>
      <p class="dim">{error.hint}</p>
    </div>
  );
}

/** There is nothing to show, and why that is so. */
export function EmptyState({
  title,
  children,
}: {
  readonly title: string;
  readonly children?: ComponentChildren;
}) {
  return (
    <div class="empty">
      <p>
        <strong>{title}</strong>
      </p>
      {children}
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

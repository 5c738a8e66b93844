/** Copies the statements of its figure; the page's script brings it to life, and without one it is not there. */
export function CopyButton({ title }: { readonly title: string }) {
  return (
    <button type="button" class="small" data-copy hidden aria-label={`Copy: ${title}`}>
      Copy
    </button>
  );
}
